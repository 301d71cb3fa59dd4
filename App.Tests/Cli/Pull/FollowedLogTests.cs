using System.IO.Compression;
using System.Text;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli.Pull;

public sealed class FollowedLogTests : IDisposable
{
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private LogPosition? position;

    private string Log => Path.Combine(directory.Path, "access.log");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Lines_AreReadOnceAndOnlyWhole()
    {
        Assert.Empty(ReadAll());
        File.WriteAllText(Log, "half");
        Assert.Empty(ReadAll());
        File.AppendAllText(Log, " a line\nsecond\nthi");
        Assert.Equal(["half a line", "second"], ReadAll());
        File.AppendAllText(Log, "rd\n");
        Assert.Equal(["third"], ReadAll());
        Assert.Empty(ReadAll());
    }

    [Fact]
    public void Rotation_SeveralTimesWhileNobodyRead_IsFollowedFromFileToFile()
    {
        File.WriteAllText(Log, "a1\n");
        Assert.Equal(["a1"], ReadAll());
        File.AppendAllText(Log, "a2\n");
        Rotate(3);
        File.WriteAllText(Log, "b1\n");
        Rotate(2);
        File.WriteAllText(Log, "c1\n");
        Rotate(1);
        File.WriteAllText(Log, "d1\n");

        Assert.Equal(["a2", "b1", "c1", "d1"], ReadAll());
        Assert.Equal(0, position!.Lost);
    }

    [Fact]
    public void Rotation_ByCopyAndTruncate_IsFollowed()
    {
        File.WriteAllText(Log, "a1\na2\n");
        Assert.Equal(["a1", "a2"], ReadAll());
        File.AppendAllText(Log, "a3\n");
        File.Copy(Log, Log + ".1");
        SetAge(Log + ".1", 1);
        File.WriteAllText(Log, "");
        Assert.Equal(["a3"], ReadAll());
        File.AppendAllText(Log, "b1\n");

        Assert.Equal(["b1"], ReadAll());
    }

    [Fact]
    public void Rotation_ThatPacks_IsFollowed()
    {
        File.WriteAllText(Log, "a1\n");
        Assert.Equal(["a1"], ReadAll());
        using (var packed = new GZipStream(File.Create(Log + ".1.gz"), CompressionLevel.Fastest))
            packed.Write("a1\na2\na3\n"u8);
        SetAge(Log + ".1.gz", 1);
        File.WriteAllText(Log, "b1\n");

        Assert.Equal(["a2", "a3", "b1"], ReadAll());
    }

    [Fact]
    public void Rotation_ThatTookAnUnreadFileAway_IsSaidAndTheOldestThatIsLeftIsNext()
    {
        File.WriteAllText(Log, "a1\n");
        Assert.Equal(["a1"], ReadAll());
        File.WriteAllText(Log, "b1\n");
        Rotate(1);
        File.WriteAllText(Log, "c1\n");

        Assert.Equal(["b1", "c1"], ReadAll());
        Assert.Equal(1, position!.Lost);
    }

    [Fact]
    public void File_ThatWasMovedAwayAMomentAgo_MayStillGrow()
    {
        File.WriteAllText(Log, "a1\n");
        Assert.Equal(["a1"], ReadAll());
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "b1\n");

        Assert.Empty(ReadAll(TimeSpan.FromHours(1)));
        File.AppendAllText(Log + ".1", "a2\n");
        Assert.Equal(["a2"], ReadAll(TimeSpan.FromHours(1)));
        Assert.Equal(["b1"], ReadAll());
    }

    [Fact]
    public void Line_LongerThanAny_IsPassedOverAndCounted()
    {
        File.WriteAllText(Log, "a\n" + new string('x', LogFile.LongestLine + 1) + "\nb\n" + new string('y', 3 << 20) + "\nc\n");

        Assert.Equal(["a", "b", "c"], ReadAll().Where(line => line.Length == 1));
        Assert.True(position!.Lost >= 2);
    }

    [Fact]
    public void Position_Kept_GoesOnAfterARestartAndADamagedOneBeginsAnew()
    {
        var path = Path.Combine(directory.Path, "position.json");
        Assert.Null(LogPosition.Load(path));
        new LogPosition("file", 17, 3).Save(path);
        Assert.Equal(new LogPosition("file", 17, 3), LogPosition.Load(path));
        File.WriteAllText(path, "{");
        Assert.Null(LogPosition.Load(path));
    }

    private List<string> ReadAll(TimeSpan settle = default)
    {
        var log = new FollowedLog(Log, settle, TimeProvider.System);
        var found = new List<string>();
        while (log.Read(position) is var (lines, next) && next != position)
        {
            found.AddRange(lines.Select(Encoding.UTF8.GetString));
            position = next;
        }

        return found;
    }

    private void Rotate(int age)
    {
        var path = $"{Log}.{age}";
        File.Move(Log, path);
        SetAge(path, age);
    }

    private static void SetAge(string path, int age) => File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-age));
}
