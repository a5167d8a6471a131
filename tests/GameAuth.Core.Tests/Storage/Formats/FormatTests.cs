using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Formats;

/// <summary>A store that a release wrote opens for ever; one that a newer release wrote is told and left as it is.</summary>
/// <remarks>The fixtures are never made anew, only added to: GAMEAUTH_FIXTURE_OUT=directory dotnet test --filter Formats.FormatTests.</remarks>
public sealed class FormatTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("gameauth-format-");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public Task A_store_of_format_1_opens() => OpensAsync(Copy(FormatFixture.Path(FormatFixture.Current)));

    [Theory]
    [InlineData(FormatFixture.NewerStore)]
    [InlineData(FormatFixture.NewerSlot)]
    [InlineData(FormatFixture.NewerSeal)]
    public Task A_newer_format_is_told_and_untouched(string fixture) => IsLeftAloneAsync(Copy(FormatFixture.Path(fixture)));

    [Fact]
    public async Task What_this_release_writes_passes_the_same_tests()
    {
        string made = Environment.GetEnvironmentVariable("GAMEAUTH_FIXTURE_OUT") ?? Path.Combine(_parent.FullName, "made");
        await FormatFixture.MakeAsync(made);
        await OpensAsync(Copy(Path.Combine(made, FormatFixture.Current)));
        await IsLeftAloneAsync(Copy(Path.Combine(made, FormatFixture.NewerStore)));
        await IsLeftAloneAsync(Copy(Path.Combine(made, FormatFixture.NewerSlot)));
        await IsLeftAloneAsync(Copy(Path.Combine(made, FormatFixture.NewerSeal)));
    }

    private static async Task OpensAsync(string directory)
    {
        TokenVault vault = FormatFixture.Vault(new FileTokenStore(directory));
        Dictionary<string, (RowState, string)> listed = [];
        int unnamed = 0;
        await foreach (VaultRow row in vault.ListAsync(FormatFixture.Row("any").Partition, default))
        {
            unnamed += row.Key is null ? 1 : 0;
            if (row.Key is { } key)
            {
                listed.Add(key.Name, (row.Row.State, Encoding.UTF8.GetString(row.Row.Value.Span)));
            }
        }

        Assert.Equal(FormatFixture.Rows.OrderBy(row => row.Key), listed.OrderBy(row => row.Key));
        Assert.Equal(1, unnamed);
        Assert.Equal(RowState.Corrupt, (await vault.ReadAsync(FormatFixture.Row("corrupt"), default)).State);
        Assert.Equal(RowState.Missing, (await vault.ReadAsync(FormatFixture.Row("deleted"), default)).State);
        Assert.Equal(RowState.Missing, (await vault.ReadAsync(FormatFixture.Row("half-deleted"), default)).State);
        foreach (string name in FormatFixture.Rows.Keys.Concat(["corrupt", "deleted", "half-deleted"]))
        {
            await HealsAsync(vault, FormatFixture.Row(name));
        }
    }

    private static async Task HealsAsync(TokenVault vault, RowKey key)
    {
        Row seen = await vault.ReadAsync(key, default);
        Assert.True(await vault.TryWriteAsync(key, seen.State == RowState.Missing ? null : seen.Version, seen.NextVersion(), "again"u8.ToArray(), default));
        Row read = await vault.ReadAsync(key, default);
        Assert.Equal((RowState.Found, "again"), (read.State, Encoding.UTF8.GetString(read.Value.Span)));
    }

    private static async Task IsLeftAloneAsync(string directory)
    {
        Dictionary<string, string> before = Content(directory);
        TokenVault vault = FormatFixture.Vault(new FileTokenStore(directory));
        RowKey key = FormatFixture.Row(FormatFixture.Newer);
        Assert.Equal(RowState.NewerFormat, await StateAsync(async () => (await vault.ReadAsync(key, default)).State));
        foreach (RowVersion? expected in (RowVersion?[])[null, default(RowVersion), new RowVersion(1, 1)])
        {
            await StateAsync(async () => await vault.TryWriteAsync(key, expected, RowVersion.NewEpoch(), "again"u8.ToArray(), default) ? RowState.Found : default);
            await StateAsync(async () => await vault.TryDeleteAsync(key, expected ?? default, default) ? RowState.Found : default);
        }

        await StateAsync(async () =>
        {
            await foreach (VaultRow row in vault.ListAsync(partition: null, default))
            {
                Assert.Equal(RowState.NewerFormat, row.Row.State);
            }

            return default;
        });
        Assert.Equal(before, Content(directory));
    }

    /// <summary>A state, whether it was returned or thrown; that a change succeeded is a failure.</summary>
    private static async Task<RowState> StateAsync(Func<Task<RowState>> use)
    {
        try
        {
            RowState state = await use();
            Assert.NotEqual(RowState.Found, state);
            return state;
        }
        catch (CredentialStoreException e)
        {
            Assert.Equal(RowState.NewerFormat, e.State);
            return e.State;
        }
    }

    private static Dictionary<string, string> Content(string directory) => Directory
        .EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(path => Path.GetRelativePath(directory, path), path => Convert.ToHexString(File.ReadAllBytes(path)));

    private string Copy(string fixture)
    {
        string copy = Path.Combine(_parent.FullName, "opened", Path.GetFileName(fixture));
        foreach (string file in Directory.EnumerateFiles(fixture, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(fixture, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }
}
