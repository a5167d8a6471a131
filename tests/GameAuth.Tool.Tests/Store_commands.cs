using System.Globalization;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tool.Tests;

public sealed class Store_commands : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("gameauth-tool-");

    private string Store => Path.Combine(_home.FullName, "store");

    private string[] Entries => Directory.GetFiles(Path.Combine(Store, "entries"));

    [Fact]
    public async Task Check_counts_the_rows_and_says_ok()
    {
        await FillAsync("old");
        (int code, string output, string error) = await RunAsync("check", "old");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  founding row  Found\n  rows          3\n  found         3\n", output, StringComparison.Ordinal);
        Assert.EndsWith("ok\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_without_a_key_sees_damage()
    {
        await FillAsync("old");
        await File.WriteAllBytesAsync(Entries[0], new byte[8192]);
        (int code, string output, _) = await RunAsync("check");
        Assert.Equal(1, code);
        Assert.Contains("  files         4\n  found         3\n  recovered     0\n  corrupt       1\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_with_another_key_says_so()
    {
        await FillAsync("old");
        (int code, string output, _) = await RunAsync("check", "new");
        Assert.Equal(1, code);
        Assert.Contains("  wrong key     3\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrap_makes_the_old_key_superfluous()
    {
        await FillAsync("old");
        (int code, string output, _) = await RunAsync("rewrap", "new", "old");
        Assert.Equal(0, code);
        Assert.Contains("  rewrapped     4\n", output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("check", "new")).Code);
        Assert.Equal(1, (await RunAsync("check", "old")).Code);
    }

    [Fact]
    public async Task Repair_brings_back_a_store_without_its_founding_row()
    {
        await FillAsync("old");
        FileTokenStore store = new(Store);
        RowKey founding = new("gameauth", "founding");
        Assert.True(await store.TryDeleteAsync(founding, (await store.ReadAsync(founding, default)).Version, default));
        (int broken, string advice, _) = await RunAsync("check", "old");
        Assert.Equal(1, broken);
        Assert.Contains("run gameauth store repair", advice, StringComparison.Ordinal);
        (int code, string output, _) = await RunAsync("repair", "old");
        Assert.Equal(0, code);
        Assert.Contains("  refounded     yes\n  moved         3\n", output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("check", "old")).Code);
    }

    [Fact]
    public async Task Forget_asks_first()
    {
        await FillAsync("old");
        (int asked, _, string error) = await RunAsync("forget");
        Assert.Equal((2, 4), (asked, Entries.Length));
        Assert.Contains("--yes", error, StringComparison.Ordinal);
        (int done, _, _) = await ToolProcess.RunAsync("store", "forget", "--application", "tool-tests", "--directory", Store, "--yes");
        Assert.Equal((0, 0), (done, Entries.Length));
    }

    [Theory]
    [InlineData("file:/nowhere/key", "There is no key at /nowhere/key.")]
    [InlineData("rot13:x", "--key rot13 is not known")]
    [InlineData("keystore", "The store in ")]
    [InlineData("passphrase", "The store in ")]
    public async Task A_key_that_is_not_there_is_named_and_none_is_made(string key, string message)
    {
        await FillAsync("old");
        (int code, _, string error) = await ToolProcess.RunAsync("store", "check", "--application", "tool-tests", "--directory", Store, "--key", key);
        Assert.Equal(2, code);
        Assert.StartsWith("gameauth: " + message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_a_store_stays_as_it_is()
    {
        (int code, _, string error) = await RunAsync("check");
        Assert.Equal(2, code);
        Assert.Contains("There is no token store in", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Store));
    }

    public void Dispose() => _home.Delete(recursive: true);

    private static byte[] Key(string name) => [.. Enumerable.Range(0, 32).Select(i => (byte)(i + name.Length + name[0]))];

    private string KeyFile(string name)
    {
        string path = Path.Combine(_home.FullName, name + ".key");
        File.WriteAllText(path, Convert.ToHexString(Key(name)));
        return path;
    }

    // The windows of a pacer are rows like any other, and need no provider.
    private async Task FillAsync(string key)
    {
        PaceRule[] rules = [.. Enumerable.Range(0, 3).Select(i => new PaceRule(
            string.Create(CultureInfo.InvariantCulture, $"scope {i}"), new PaceWindow(5, TimeSpan.FromHours(1))) { Persisted = true })];
        await using GameAuthClient client = await GameAuthClient.CreateAsync(services => services
            .AddGameAuth(options => options.ApplicationName = "tool-tests").UseFileStore(Store).UseKey(Key(key)).AddPaceRules(rules));
        foreach (PaceRule rule in rules)
        {
            using IPacePermit permit = await client.Services.GetRequiredService<IRequestPacer>().AcquireAsync(new PaceRequest([rule.Scope]), default);
        }
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string command, params string[] keys) => ToolProcess.RunAsync(
        ["store", command, "--application", "tool-tests", "--directory", Store, .. keys.SelectMany(key => new[] { "--key", "secret:" + KeyFile(key) })]);
}
