namespace GameAuth.Browser.Tests.Running;

public sealed class BrowserProfileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gameauth-profiles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Only_its_user_may_enter_it_and_nothing_of_it_stays()
    {
        BrowserProfile profile = await CreateAsync();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(profile.Path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(profile.MakeFifo("commands")));
        }

        File.WriteAllText(Path.Combine(profile.Path, "file"), "x");
        await profile.DeleteAsync();
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task What_a_crash_left_is_deleted_at_the_next_start_and_what_lives_is_not()
    {
        BrowserProfile alive = await CreateAsync();
        string left = Path.Combine(_folder.FullName, "gameauth-browser-0123456789abcdef");
        Directory.CreateDirectory(Path.Combine(left, "Default"));
        File.WriteAllText(Path.Combine(left, "Default", "Cookies"), "x");
        File.WriteAllText(left + ".lock", "");
        string stranger = Path.Combine(_folder.FullName, "somebody-elses");
        Directory.CreateDirectory(stranger);

        List<string> ended = [];
        BrowserProfile next = await BrowserProfile.CreateAsync(_folder.FullName, path =>
        {
            ended.Add(path);
            return Task.CompletedTask;
        });
        Assert.Equal([left], ended);
        Assert.False(Directory.Exists(left));
        Assert.False(File.Exists(left + ".lock"));
        Assert.True(Directory.Exists(alive.Path));
        Assert.True(Directory.Exists(stranger));
        await alive.DeleteAsync();
        await next.DeleteAsync();
        Assert.Equal([stranger], _folder.EnumerateFileSystemInfos().Select(static one => one.FullName));
    }

    [Fact]
    public async Task Two_sign_ins_have_two_profiles()
    {
        BrowserProfile[] both = await Task.WhenAll(CreateAsync(), CreateAsync());
        Assert.NotEqual(both[0].Path, both[1].Path);
        Assert.All(both, static one => Assert.True(Directory.Exists(one.Path)));
        await Task.WhenAll(both.Select(static one => one.DeleteAsync()));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    private Task<BrowserProfile> CreateAsync() => BrowserProfile.CreateAsync(_folder.FullName, static _ => Task.CompletedTask);
}
