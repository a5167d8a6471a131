using GameAuth.Core.Tests.Storage;
using GameAuth.ProviderContract;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Tests.DependencyInjection;

public sealed class KeyChoiceTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("gameauth-choice-");
    private readonly FakeKeystore _keystore = new();
    private readonly LogRecorder _logs = new();

    private string Store => Path.Combine(_parent.FullName, "store");

    public void Dispose()
    {
        _logs.Dispose();
        _parent.Delete(recursive: true);
    }

    /// <summary>Starts a host over a file store and returns what it says about its key.</summary>
    private async Task<string> StartAsync(Action<GameAuthBuilder>? choose = null, KeyProtection minimum = KeyProtection.KeyFile, MemoryTokenStore? memory = null)
    {
        await using GameAuthClient client = await GameAuthClient.CreateAsync(services =>
        {
            services.AddSingleton<IKeystore>(_keystore);
            services.AddLogging(logging => logging.AddProvider(_logs));
            GameAuthBuilder gameAuth = services.AddGameAuth(options => { options.ApplicationName = "choice"; options.MinimumProtection = minimum; });
            _ = memory is null ? gameAuth.UseFileStore(Store) : gameAuth.UseMemoryStore(memory);
            choose?.Invoke(gameAuth);
        });
        return _logs.Lines.Last(line => line.Contains("are sealed with a key from", StringComparison.Ordinal));
    }

    private async Task<string> RefusedAsync(Action<GameAuthBuilder>? choose = null, KeyProtection minimum = KeyProtection.KeyFile) =>
        (await Assert.ThrowsAsync<GameAuthConfigurationException>(() => StartAsync(choose, minimum))).Message;

    [Fact]
    public async Task A_host_that_chose_no_key_takes_the_keystore() =>
        Assert.Contains("OS keystore (fake) (protection: OsKeystore)", await StartAsync(), StringComparison.Ordinal);

    [Fact]
    public async Task A_host_that_chose_no_key_on_a_machine_without_a_keystore_is_told_the_choices()
    {
        _keystore.Absent = true;
        string message = await RefusedAsync();
        Assert.All(
            (string[])["There is no fake keystore here.", "UseKey(", "UseMountedSecret(", "UseCredential(", "UseKeystore(", "UsePassphrase(", "UseKeyFile("],
            fix => Assert.Contains(fix, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_host_that_chose_no_key_does_not_start_over_a_locked_keystore()
    {
        _keystore.Locked = true;
        Assert.Equal(RowState.KeyUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(() => StartAsync())).State);
    }

    [Fact]
    public async Task A_store_in_memory_needs_no_choice_and_hosts_that_share_it_share_its_key()
    {
        _keystore.Absent = true;
        MemoryTokenStore memory = new();
        Assert.Contains("this process (protection: Process)", await StartAsync(memory: memory), StringComparison.Ordinal);
        byte[] key = await EphemeralAsync(memory);
        Assert.Equal(key, await EphemeralAsync(memory));
        Assert.NotEqual(key, await EphemeralAsync(new MemoryTokenStore()));
    }

    private static async Task<byte[]> EphemeralAsync(MemoryTokenStore store) => (await EphemeralKeySource.For(store).GetKeyAsync(default))!.Bytes.ToArray();

    [Fact]
    public async Task The_log_names_source_and_level_of_every_source()
    {
        string secret = Path.Combine(_parent.FullName, "secret");
        await File.WriteAllTextAsync(secret, Convert.ToHexStringLower(TestKeys.Key(9)));
        (Action<GameAuthBuilder> Choose, string Said)[] cases =
        [
            (static g => g.UseKey(TestKeys.Key(1)), "the application (protection: Caller)"),
            (g => g.UseMountedSecret(secret), "(protection: MountedSecret)"),
            (static g => g.UseKeystore(), "OS keystore (fake) (protection: OsKeystore)"),
            (static g => g.UsePassphrase(new Secret("canary passphrase")), "passphrase (protection: Passphrase)"),
            (g => g.UseKeyFile(Path.Combine(_parent.FullName, "file.key")), "(protection: KeyFile)"),
            (static g => g.UseKeyChain(static chain => chain.UseCredential().UseKeystore().UseKeyFile()), "OS keystore (fake) (protection: OsKeystore)"),
        ];
        foreach ((Action<GameAuthBuilder> choose, string said) in cases)
        {
            Assert.Contains(said, await StartAsync(choose), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(_logs.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_below_the_minimum_is_refused_with_source_level_and_choices_and_is_not_made()
    {
        string file = Path.Combine(_parent.FullName, "file.key");
        string message = await RefusedAsync(g => g.UseKeyFile(file), KeyProtection.Passphrase);
        Assert.All(["key file", "guarded as KeyFile", "asks for Passphrase", "UseKeystore"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task A_chain_does_not_choose_what_is_below_the_minimum()
    {
        string file = Path.Combine(_parent.FullName, "file.key");
        void Choose(GameAuthBuilder gameAuth) => gameAuth.UseKeyChain(chain => chain.UseKeystore().UseKeyFile(file));
        _keystore.Absent = true;
        await RefusedAsync(Choose, KeyProtection.OsKeystore);
        _keystore.Absent = false;
        Assert.Contains("OsKeystore", await StartAsync(Choose, KeyProtection.OsKeystore), StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task The_minimum_judges_the_key_that_was_really_got()
    {
        string message = await RefusedAsync(static g => g.UseKeySource(static _ => new Boaster()), KeyProtection.Caller);
        Assert.Contains("guarded as KeyFile", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_only_opens_older_rows_is_not_judged_by_the_minimum() => Assert.Contains(
        "OsKeystore",
        await StartAsync(g => g.UseKeystore().UseKeyFile(Path.Combine(_parent.FullName, "file.key")), KeyProtection.OsKeystore),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_host_forgets_every_key_that_it_made()
    {
        await StartAsync();
        ServiceCollection services = new();
        services.AddSingleton<IKeystore>(_keystore).AddGameAuth(static options => options.ApplicationName = "choice").UseFileStore(Store);
        await using ServiceProvider host = services.BuildServiceProvider();
        await host.GetRequiredService<TokenStoreMaintenance>().ForgetEverythingAsync();
        Assert.Empty(_keystore.Items);
        Assert.Empty(Directory.GetFiles(Path.Combine(Store, "keys"), "*.json"));
    }

    private sealed class Boaster : MasterKeySource
    {
        public override string Name => "boaster";

        public override KeyProtection Protection => KeyProtection.OsKeystore;

        public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => new(new MasterKey(TestKeys.Key(3), Name, KeyProtection.KeyFile));
    }
}
