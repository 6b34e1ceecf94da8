using Microsoft.Extensions.Time.Testing;

namespace Countersign.Engine.Contract;

/// <summary>I9, F8: a clock that is set changes no duration, and what others are told follows it without a jump.</summary>
public sealed class SteadyClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Wall _wall = new();

    [Theory]
    [InlineData(-36000, 3600)]
    [InlineData(-600, 60)]
    [InlineData(-30, 3)]
    [InlineData(-1.5, 1)]
    [InlineData(1.5, 1)]
    [InlineData(8, 1)]
    [InlineData(600, 60)]
    [InlineData(36000, 3600)]
    public void After_a_step_others_are_told_the_right_time_again_at_ten_seconds_a_second(double step, int seconds)
    {
        var clock = new SteadyClock(_wall);
        _wall.Set(TimeSpan.FromSeconds(step));
        for (var passed = 0; passed <= seconds; passed++)
        {
            var before = clock.GetStamp();
            _wall.Advance(Second);
            Assert.InRange((clock.GetStamp() - before).TotalSeconds, -10.6, 12.1);
        }

        Assert.InRange((clock.GetStamp() - _wall.GetUtcNow()).TotalSeconds, -1, 1);
        Assert.InRange(clock.Lag.TotalSeconds, -1, 1);
    }

    [Theory]
    [InlineData(-600)]
    [InlineData(600)]
    [InlineData(-36000)]
    [InlineData(36000)]
    public void A_step_changes_no_duration_by_more_than_a_twentieth(int step)
    {
        var clock = new SteadyClock(_wall);
        var began = clock.GetUtcNow();
        _wall.Set(TimeSpan.FromSeconds(step));
        for (var passed = 0; passed < 120; passed++)
        {
            var before = clock.GetUtcNow();
            _wall.Advance(Second);
            Assert.True(clock.GetUtcNow() > before);
        }

        Assert.InRange((clock.GetUtcNow() - began).TotalSeconds, 120 * 0.95 - 0.1, 120 * 1.05 + 0.1);
    }

    [Fact]
    public void Started_wrong_and_put_right_it_tells_the_right_time()
    {
        _wall.Set(-TimeSpan.FromDays(365));
        var clock = new SteadyClock(_wall);
        var memory = new InProcessReplayMemory(clock);
        _wall.Set(TimeSpan.FromMinutes(10));
        for (var passed = 0; passed < 70; passed++)
        {
            _wall.Advance(Second);
            clock.GetUtcNow();
        }

        Assert.InRange((clock.GetStamp() - _wall.GetUtcNow()).TotalSeconds, -1, 1);
        Assert.InRange((memory.Since - (_wall.GetUtcNow() - TimeSpan.FromSeconds(70))).TotalSeconds, -1, 1);
    }

    [Fact]
    public void While_the_two_agree_a_time_is_told_as_it_stands_in_the_rows()
    {
        var clock = new SteadyClock(_wall);
        var end = clock.GetUtcNow() + TimeSpan.FromSeconds(120.123);
        for (var passed = 0; passed < 60; passed++)
        {
            _wall.Advance(Second + TimeSpan.FromMilliseconds(3));
            Assert.Equal((end, end), (clock.ToStamp(end), clock.FromStamp(end)));
        }
    }

    /// <summary>A system's clock: it can be set, and the time that passes cannot.</summary>
    private sealed class Wall() : FakeTimeProvider(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
    {
        private TimeSpan _isOff;

        public void Set(TimeSpan by) => _isOff += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _isOff;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }
}
