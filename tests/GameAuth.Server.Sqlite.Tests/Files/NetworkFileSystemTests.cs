namespace GameAuth.Server.Sqlite.Tests.Files;

public sealed class NetworkFileSystemTests : StoreFile
{
    private static readonly string[] Mounts =
    [
        "22 27 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw",
        "27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro",
        "40 27 0:35 / /mnt/nfs rw,relatime shared:20 master:3 - nfs4 server:/export rw,vers=4.2",
        "41 27 0:36 / /mnt/share rw,relatime - cifs //server/share rw",
        "42 27 0:37 / /mnt/ssh rw,nosuid - fuse.sshfs user@server: rw,user_id=0",
        "43 27 0:38 / /mnt/c rw,noatime - 9p C:\\134 rw,aname=drvfs",
        "44 27 0:39 / /mnt/data rw - fuse.mergerfs a:b rw",
        "45 27 0:40 / /mnt/vm rw - virtiofs data rw",
        "no line of a mount",
    ];

    [Theory]
    [InlineData(22, null)]
    [InlineData(27, null)]
    [InlineData(40, "nfs4")]
    [InlineData(41, "cifs")]
    [InlineData(42, "fuse.sshfs")]
    [InlineData(43, "9p")]
    [InlineData(44, null)]
    [InlineData(45, null)]
    [InlineData(99, null)]
    public void The_type_of_a_mount_says_whether_it_is_one_of_a_network(int id, string? type) => Assert.Equal(type, NetworkFileSystems.FindType(Mounts, id));

    [Fact]
    public async Task A_file_on_a_network_is_refused_at_the_start_and_not_made()
    {
        List<string> asked = [];
        await using SqliteSessionStore store = new(
            new SqliteFile(
                new SqliteStoreOptions { Path = FilePath },
                TimeProvider.System,
                directory =>
                {
                    asked.Add(directory);
                    return "nfs4";
                }),
            ownsFile: true);
        SessionStoreException error = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.OpenAsync(default));
        Assert.Contains("nfs4", error.Message, StringComparison.Ordinal);
        Assert.Contains("local disk", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
        Assert.Equal(Path.GetDirectoryName(FilePath), Assert.Single(asked));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void This_machines_disk_is_local_and_the_look_leaves_nothing()
    {
        string directory = Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!).FullName;
        Assert.Null(NetworkFileSystems.Find(directory));
        Assert.Empty(Directory.GetFileSystemEntries(directory));
        Assert.Null(NetworkFileSystems.Find(Path.Combine(directory, "missing")));
    }
}
