using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class KeyFileKeySourceTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-keys-");
    private readonly string _path;

    public KeyFileKeySourceTests() => _path = Path.Combine(_directory.FullName, "data", "master.key");

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<byte[]> GetAsync() => (await new KeyFileKeySource(_path).GetKeyAsync(default))!.Bytes.ToArray();

    [Fact]
    public async Task The_first_run_makes_the_key_and_the_next_ones_find_it() => Assert.Equal(await GetAsync(), await GetAsync());

    [Fact]
    public async Task Many_first_runs_agree_on_one_key()
    {
        byte[][] keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(GetAsync)));
        Assert.Single(keys.Select(Convert.ToHexString).Distinct());
        Assert.Empty(_directory.GetFiles("*.tmp", SearchOption.AllDirectories));
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_file_is_for_this_user_alone()
    {
        await GetAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_path));
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_others_may_read_is_refused_with_the_fix()
    {
        await GetAsync();
        File.SetUnixFileMode(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(GetAsync);
        Assert.Equal(RowState.KeyUnavailable, e.State);
        Assert.Contains("chmod 600", e.Message, StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_symbolic_link_is_refused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        string target = Path.Combine(_directory.FullName, "target");
        File.CreateSymbolicLink(_path, target);
        Assert.Equal(RowState.KeyUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(GetAsync)).State);
        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task A_damaged_key_is_an_error_and_never_replaced()
    {
        await GetAsync();
        await File.WriteAllTextAsync(_path, "cut");
        Assert.Equal(RowState.KeyUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(GetAsync)).State);
        Assert.Equal("cut", await File.ReadAllTextAsync(_path));
    }

    [Fact]
    public async Task What_a_cut_off_first_run_left_is_removed()
    {
        for (int step = 0; step < 3; step++)
        {
            ScriptedDisk disk = new(step, () => new ProcessDiedException(), halfDone: true);
            await Assert.ThrowsAsync<ProcessDiedException>(async () => await new KeyFileKeySource(_path, TimeProvider.System, disk).GetKeyAsync(default));
            Assert.Equal(await GetAsync(), await GetAsync());
            Assert.Empty(_directory.GetFiles("*.tmp", SearchOption.AllDirectories));
            File.Delete(_path);
        }
    }

    [Fact]
    public async Task A_full_disk_is_an_unavailable_key()
    {
        ScriptedDisk disk = new(0, () => new IOException("full"));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await new KeyFileKeySource(_path, TimeProvider.System, disk).GetKeyAsync(default));
        Assert.Equal(RowState.KeyUnavailable, e.State);
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task No_key_is_made_in_a_directory_that_others_may_write()
    {
        Unix.Chmod("777", _directory.FullName);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(GetAsync);
        Assert.Equal(RowState.KeyUnavailable, e.State);
        Assert.Contains($"chmod o-w {_directory.FullName}", e.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.GetFileSystemInfos());
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_directory_that_is_there_is_judged_as_well()
    {
        string keys = Directory.CreateDirectory(Path.GetDirectoryName(_path)!).FullName;
        Unix.Chmod("777", keys);
        Assert.Contains($"chmod o-w {keys}", (await Assert.ThrowsAsync<CredentialStoreException>(GetAsync)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(keys));
        Unix.Chmod("1777", keys);
        Assert.NotNull(await GetAsync());
    }

    [SkippableSecondUserFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Another_user_who_could_rename_the_file_does_not_bring_about_another_key()
    {
        await GetAsync();
        string keys = Path.GetDirectoryName(_path)!;
        Unix.Chmod("755", _directory.FullName);
        Unix.Chmod("777", keys);
        Unix.RunAsStranger("mv", _path, Path.Combine(keys, "elsewhere"));
        Assert.Equal(RowState.KeyUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(GetAsync)).State);
        Assert.False(File.Exists(_path));
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_file_that_others_may_write_is_refused_and_left_as_it_is()
    {
        await GetAsync();
        Unix.Chmod("660", _path);
        Assert.Contains("chmod 600", (await Assert.ThrowsAsync<CredentialStoreException>(GetAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.GroupWrite, File.GetUnixFileMode(_path) & UnixFileMode.GroupWrite);
    }

    [Fact]
    public async Task A_read_only_disk_is_told_with_the_fix()
    {
        ScriptedDisk disk = new(0, () => new IOException("Read-only file system", OperatingSystem.IsWindows() ? unchecked((int)0x80070013) : 30));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await new KeyFileKeySource(_path, TimeProvider.System, disk).GetKeyAsync(default));
        Assert.Contains("mounted read-only", e.Message, StringComparison.Ordinal);
    }
}
