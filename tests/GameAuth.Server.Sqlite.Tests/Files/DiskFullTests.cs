using GameAuth.Server.Sqlite.Tests.Processes;

namespace GameAuth.Server.Sqlite.Tests.Files;

public sealed class DiskFullTests : StoreFile
{
    [MountFact]
    public async Task A_full_disk_is_told_reads_go_on_and_so_do_writes_once_there_is_room()
    {
        string disk = Directory.CreateTempSubdirectory("gameauth-disk-").FullName;
        Programs.Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk);
        try
        {
            await using SqliteSessionStore store = new(new SqliteStoreOptions { Path = Path.Combine(disk, "sessions.db") });
            await store.CreateFamilyAsync(Family, default);
            string ballast = Path.Combine(disk, "ballast");
            await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(ballast, new byte[4 * 1024 * 1024]));
            SessionStoreException? full = null;
            int saved = 0;
            for (; full is null; saved++)
            {
                full = await TrySaveAsync(store, saved);
            }

            Assert.Contains("full", full.Message, StringComparison.Ordinal);
            Assert.False(full.IsTransient);
            Assert.NotNull((await store.FindFamilyAsync(Family.Id, default)).Family);
            Assert.Null(await store.FindWorkAsync("fill", $"{saved - 1}", default));

            File.Delete(ballast);
            Assert.Null(await TrySaveAsync(store, saved - 1));
            Assert.True((await store.AdvanceFamilyAsync(new FamilyStep { Id = Family.Id, From = 0, To = 1, IdleLifetime = TimeSpan.FromHours(1) }, default)).HasMoved);
        }
        finally
        {
            Programs.Run("umount", disk);
            Directory.Delete(disk);
        }
    }

    [LimitFact]
    public async Task A_file_that_may_grow_no_more_is_told_and_the_store_goes_on_once_it_may()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);

        // The signal is ignored, so that the write fails instead (setrlimit(2)).
        await using SqliteProcess process = await SqliteProcess.StartAsync(FilePath, "/bin/sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh");
        Programs.Run("prlimit", "--pid", $"{process.Id}", "--fsize=1000000:unlimited");
        Assert.Equal("0", await process.RunAsync("create a"));
        string? answer;
        int saved = 0;
        do
        {
            answer = await process.RunAsync($"fill {saved++}");
        }
        while (answer == "True");

        Assert.StartsWith("error lasting", answer, StringComparison.Ordinal);
        Assert.Contains("ulimit", answer, StringComparison.Ordinal);
        Assert.InRange(saved, 2, 64);
        Programs.Run("prlimit", "--pid", $"{process.Id}", "--fsize=unlimited");
        Assert.Equal("True", await process.RunAsync($"fill {saved - 1}"));
        Assert.Equal("True 1 Active", await process.RunAsync("step a 0"));
    }

    private static async Task<SessionStoreException?> TrySaveAsync(SqliteSessionStore store, int number)
    {
        try
        {
            Assert.NotNull(await store.SaveWorkAsync(new DueWork { Kind = "fill", Id = $"{number}", Version = 0, DueAt = DateTimeOffset.UnixEpoch, Payload = new byte[60 * 1024] }, default));
            return null;
        }
        catch (SessionStoreException error)
        {
            return error;
        }
    }
}
