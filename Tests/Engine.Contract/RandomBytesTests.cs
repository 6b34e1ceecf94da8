using System.Collections.Concurrent;

namespace Countersign.Engine.Contract;

/// <summary>A14, I23: what is drawn in advance is given out once, and is as random as what is drawn at once.</summary>
public sealed class RandomBytesTests
{
    private const int Threads = 8, Each = 20_000;

    [Fact, Trait("Rule", "A14")]
    public async Task Nothing_is_given_out_twice_whoever_draws_beside()
    {
        var drawn = new ConcurrentBag<List<UInt128>>();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () => drawn.Add([.. Enumerable.Range(0, Each).Select(_ => Draw())]), TaskCreationOptions.LongRunning)));

        Assert.Equal(Threads * Each, drawn.SelectMany(one => one).Distinct().Count());
    }

    /// <summary>Of every length, whatever was drawn before it: a byte that nobody wrote would be zero each time.</summary>
    [Fact]
    public void Every_byte_is_drawn()
    {
        const int Longest = 100, Tries = 16;
        var seen = new byte[Longest + 1][];
        for (var length = 0; length <= Longest; length++)
        {
            seen[length] = new byte[length];
            for (var i = 0; i < Tries; i++)
            {
                var bytes = new byte[length + 2];
                RandomBytes.Fill(bytes.AsSpan(1, length));
                Assert.Equal((0, 0), (bytes[0], bytes[^1]));   // and none beside
                for (var at = 0; at < length; at++) seen[length][at] |= bytes[at + 1];
            }
        }

        Assert.All(seen, one => Assert.DoesNotContain((byte)0, one));   // 5,050 bytes: wrong once in 10^34
    }

    /// <summary>Each bit is set half of the time: within 6 standard deviations.</summary>
    [Fact]
    public void Every_bit_is_as_often_one_as_nought()
    {
        const int Draws = 40_000;
        var ones = new int[128];
        for (var i = 0; i < Draws; i++)
        {
            var drawn = Draw();
            for (var bit = 0; bit < ones.Length; bit++) ones[bit] += (int)(drawn >> bit & 1);
        }

        Assert.All(ones, count => Assert.InRange(count, Draws / 2 - 600, Draws / 2 + 600));
    }

    /// <summary>The range is right, and the bits are enough for it. What a remainder alone favours shows at a great limit only.</summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(7), InlineData(98), InlineData(256)]
    public void Below_a_limit_all_come_alike(int limit)
    {
        const int Draws = 100_000;
        var counts = new int[limit];
        for (var i = 0; i < Draws; i++) counts[RandomBytes.Below(limit)]++;

        var expected = Draws / (double)limit;
        var statistic = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.True(statistic < limit - 1 + 7 * Math.Sqrt(2.0 * limit) + 30, $"{statistic}");
    }

    /// <summary>
    /// Three quarters of 2^31: by the remainder of 32 bits alone, the last third of it would come two thirds as often as each of the
    /// others.
    /// </summary>
    [Fact]
    public void A_great_limit_favours_none()
    {
        const int Draws = 30_000, Third = 1 << 29;
        var thirds = new int[3];
        for (var i = 0; i < Draws; i++) thirds[RandomBytes.Below(3 * Third) / Third]++;

        Assert.All(thirds, count => Assert.InRange(count, Draws / 3 - 500, Draws / 3 + 500));   // 6 standard deviations
    }

    [Fact, Trait("Rule", "A14")]
    public void What_was_given_out_is_wiped()
    {
        for (var length = 1; length <= 64; length++)
        {
            RandomBytes.Fill(new byte[length]);
            Assert.True(RandomBytes.IsWiped, $"{length}");
        }
    }

    [Theory]
    [InlineData(0), InlineData(-1), InlineData(int.MinValue)]
    public void There_is_nothing_below_nought(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomBytes.Below(limit));

    private static UInt128 Draw()
    {
        Span<byte> bits = stackalloc byte[16];
        RandomBytes.Fill(bits);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(bits);
    }
}
