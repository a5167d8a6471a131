using System.Security.Cryptography;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>What is on the disk, worked out here a second time: a faster way must come to the same bytes.</summary>
public sealed class FileTokenStoreFormatTests : FileStoreFixture
{
    private static string Hash(string label, params string[] texts)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(label), .. texts.SelectMany(t => (byte[])[.. BitConverter.GetBytes(t.Length * 2), .. Encoding.Unicode.GetBytes(t)])];
        return Convert.ToHexStringLower(SHA256.HashData(text)[..16]);
    }

    [Theory]
    [InlineData("owner", "grant")]
    [InlineData("", "")]
    [InlineData("pärtition", "\ud83d\ude00 name")]
    public void The_name_of_a_rows_file_is_two_hashes(string partition, string name)
    {
        Assert.Equal($"{Hash("partition", partition)}-{Hash("row", partition, name)}.gat", StoreLayout.EntryName(new RowKey(partition, name)));
        Assert.Equal($"lease-{Hash("lease", name)}.lock", Path.GetFileName(new StoreLayout(Directory).LeaseLock(name)));
    }

    [Fact]
    public void Names_of_the_greatest_length_have_a_file_name_too()
    {
        string longest = new('x', 512);
        Assert.Equal($"{Hash("partition", longest)}-{Hash("row", longest, longest)}.gat", StoreLayout.EntryName(new RowKey(longest, longest)));
    }

    [Fact]
    public async Task A_deletion_overwrites_the_older_slot_then_the_newer_and_only_then_removes_the_file()
    {
        byte[] canary = [.. "canary-token"u8];
        List<string> steps = [];
        byte[] atTheEnd = [];
        FileTokenStore store = Open(new RecordingDisk((step, path) =>
        {
            if (path != EntryPath && path != Path.GetDirectoryName(EntryPath))
            {
                return;
            }

            steps.Add(step);
            atTheEnd = step == "delete" ? File.ReadAllBytes(path) : atTheEnd;
        }));
        RowVersion version = await WriteAsync(store, canary, times: 2);
        int newest = NewestSlot(await File.ReadAllBytesAsync(EntryPath));
        steps.Clear();
        Assert.True(await store.TryDeleteAsync(Key, version, default));
        Assert.Equal(["read", $"overwrite {4096 - newest}", $"overwrite {newest}", "delete", "flush"], steps);
        Assert.Equal(8192, atTheEnd.Length);
        Assert.Equal(-1, atTheEnd.AsSpan().IndexOf(canary));
    }
}
