namespace AccessConsole.Tests.Support;

/// <summary>
/// A clock that stands until a test moves it. However far it is moved at once, a timer that became due meanwhile fires once, as on a machine that
/// slept: a console has timers of a second, and to fire each of them for every second of a month is minutes of work that no test looks at.
/// </summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly HashSet<TestTimer> timers = [];
    private DateTimeOffset now = start;
    private TimeSpan elapsed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp()
    {
        lock (gate)
            return elapsed.Ticks;
    }

    /// <summary>Lets time go on, and fires what became due, in the order in which it did.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TestTimer[] due;
        lock (gate)
        {
            (now, elapsed) = (now + by, elapsed + by);
            due = [.. timers.Where(timer => timer.Due <= elapsed).OrderBy(timer => timer.Due)];
            foreach (var timer in due)
                Arm(timer, timer.Period, timer.Period);
        }

        foreach (var timer in due)
            timer.Fire();
    }

    /// <summary>Sets the clock as an operator does: no time goes by, and no timer notices.</summary>
    public void AdjustTime(DateTimeOffset instant)
    {
        lock (gate)
            now = instant;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Under the gate.</summary>
    private void Arm(TestTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        (timer.Due, timer.Period) = (elapsed + dueTime, period);
        if (dueTime == Timeout.InfiniteTimeSpan)
            timers.Remove(timer);
        else
            timers.Add(timer);
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private bool isDisposed;

        /// <summary>In the clock's elapsed time; means nothing where the timer is not armed.</summary>
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                if (isDisposed)
                    return false;
                // As with the system's clock, no period is none.
                clock.Arm(this, dueTime, period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period);
                if (dueTime != TimeSpan.Zero)
                    return true;
                clock.Arm(this, Period, Period);
            }

            ThreadPool.UnsafeQueueUserWorkItem(timer => timer.Fire(), this, preferLocal: false);
            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                isDisposed = true;
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
