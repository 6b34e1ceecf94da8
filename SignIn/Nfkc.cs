using System.IO.Compression;
using System.Text;

namespace Countersign.SignIn;

/// <summary>
/// Unicode's normalization form KC (UAX #15), from data of our own: what the platform has depends on libraries that one gateway may have
/// and another lack, and a password must be the same at all of them. Characters that came after Unicode 14 stay as they are.
/// </summary>
public static class Nfkc
{
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7, VowelCount = 21, TrailCount = 28;
    private const int SyllableCount = 19 * VowelCount * TrailCount;
    private static readonly Lazy<Data> Known = new(Read);

    public static string Normalize(string text)
    {
        if (Ascii.IsValid(text)) return text;
        List<int> all = [];
        foreach (var rune in text.EnumerateRunes()) Decompose(rune.Value, all);
        Order(all);
        Compose(all);
        var normal = new StringBuilder(all.Count);
        foreach (var one in all) normal.Append(new Rune(one).ToString());
        return normal.ToString();
    }

    private static void Decompose(int one, List<int> into)
    {
        if (Known.Value.Parts.TryGetValue(one, out var parts))
        {
            into.AddRange(parts);
            return;
        }

        if (one - Syllables is not (var syllable and >= 0 and < SyllableCount))
        {
            into.Add(one);
            return;
        }

        into.Add(Leads + (syllable / (VowelCount * TrailCount)));
        into.Add(Vowels + (syllable % (VowelCount * TrailCount) / TrailCount));
        if (syllable % TrailCount is var trail and > 0) into.Add(Trails + trail);
    }

    /// <summary>Marks behind a character by their class, those of one class as they came.</summary>
    private static void Order(List<int> all)
    {
        for (var at = 1; at < all.Count; at++)
        {
            var (one, of) = (all[at], ClassOf(all[at]));
            if (of == 0) continue;
            var place = at;
            for (; place > 0 && ClassOf(all[place - 1]) > of; place--) all[place] = all[place - 1];
            all[place] = one;
        }
    }

    private static void Compose(List<int> all)
    {
        var (starter, kept, last) = (-1, 0, 0);
        for (var at = 0; at < all.Count; at++)
        {
            var (one, of) = (all[at], ClassOf(all[at]));
            var isBlocked = starter >= 0 && kept - 1 > starter && (last == 0 || last >= of);
            if (starter >= 0 && !isBlocked && Together(all[starter], one) is { } both)
            {
                all[starter] = both;
                continue;
            }

            if (of == 0) starter = kept;
            last = of;
            all[kept++] = one;
        }

        all.RemoveRange(kept, all.Count - kept);
    }

    private static int? Together(int first, int second)
    {
        if (first - Leads is var lead and >= 0 and < 19 && second - Vowels is var vowel and >= 0 and < VowelCount)
            return Syllables + (((lead * VowelCount) + vowel) * TrailCount);
        if (first - Syllables is var syllable and >= 0 and < SyllableCount && syllable % TrailCount == 0
            && second - Trails is > 0 and < TrailCount)
            return first + second - Trails;
        return Known.Value.Pairs.TryGetValue((first, second), out var both) ? both : null;
    }

    private static int ClassOf(int one) => Known.Value.Classes.GetValueOrDefault(one);

    private static Data Read()
    {
        using var packed = new MemoryStream(Convert.FromBase64String(NfkcTable.Packed));
        using var deflated = new DeflateStream(packed, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        deflated.CopyTo(bytes);
        bytes.Position = 0;
        var data = new Data([], [], []);
        int step = 0, part = 0;
        for (var left = Next(bytes); left > 0; left--)
        {
            step += Next(bytes);
            var parts = new int[Next(bytes)];
            for (var at = 0; at < parts.Length; at++)
            {
                var signed = Next(bytes);
                parts[at] = part += (signed >> 1) ^ -(signed & 1);
            }

            data.Parts[step] = parts;
        }

        step = 0;
        for (var left = Next(bytes); left > 0; left--) data.Classes[step += Next(bytes)] = (byte)bytes.ReadByte();
        step = 0;
        for (var left = Next(bytes); left > 0; left--)
        {
            step += Next(bytes);
            data.Pairs[(Next(bytes), Next(bytes))] = step;
        }

        return data;
    }

    private static int Next(MemoryStream bytes)
    {
        var (number, shift) = (0, 0);
        while (true)
        {
            var one = bytes.ReadByte();
            number |= (one & 127) << shift;
            if (one < 128) return number;
            shift += 7;
        }
    }

    private sealed record Data(Dictionary<int, int[]> Parts, Dictionary<int, byte> Classes, Dictionary<(int, int), int> Pairs);
}
