namespace GameAuth.Core.Tests.Storage.Real;

public sealed class KeyringTests : IDisposable
{
    private readonly Keyring _keyring = new();

    public void Dispose() => _keyring.Dispose();

    private string Ask(string source = "keystore", string store = "store") => _keyring.Ask(source, store);

    private Task<string[]> UnlockedAsync(params IEnumerable<string> commands) => _keyring.InSessionAsync(unlocked: true, commands);

    private Task<string[]> LockedAsync(params IEnumerable<string> commands) => _keyring.InSessionAsync(unlocked: false, commands);

    [KeyringFact]
    public async Task A_key_that_was_made_in_one_session_is_found_in_the_next()
    {
        string[] first = await UnlockedAsync(Ask(), Ask());
        string[] second = await UnlockedAsync(Ask());
        Assert.StartsWith("key OS keystore (Secret Service) OsKeystore ", first[0], StringComparison.Ordinal);
        Assert.Equal([first[0], first[0]], [first[1], Assert.Single(second)]);
    }

    [KeyringFact]
    public async Task The_keyring_holds_32_bytes_under_the_application_and_the_store_and_no_more()
    {
        string[] lines = await UnlockedAsync(Ask(), "secret-tool search --all application keys-host 2>&1");
        Assert.Matches("^[0-9a-f]{64}$", Assert.Single(lines, line => line.StartsWith("secret = ", StringComparison.Ordinal))["secret = ".Length..]);
        string item = Assert.Single(lines, line => line.StartsWith("attribute.key-id = ", StringComparison.Ordinal))["attribute.key-id = ".Length..];
        Assert.Contains(item, await File.ReadAllTextAsync(Path.Combine(_keyring.StoreDirectory, "keys", "keystore.json")), StringComparison.Ordinal);
    }

    [KeyringFact]
    public async Task First_runs_in_several_processes_agree_on_one_key()
    {
        string[] lines = await UnlockedAsync(string.Concat(Enumerable.Repeat(Ask() + " & pids=\"$pids $!\"; ", 4)) + "wait $pids");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("key ", Assert.Single(lines.Distinct()), StringComparison.Ordinal);
    }

    [KeyringFact]
    public async Task A_key_in_a_locked_keyring_is_an_error_and_neither_prompted_for_nor_made_again()
    {
        string made = Assert.Single(await UnlockedAsync(Ask("chain")));
        string[] locked = await LockedAsync(Ask(), Ask("chain"));
        Assert.All(locked, line => Assert.Contains("KeyUnavailable", line, StringComparison.Ordinal));
        Assert.All(locked, line => Assert.Contains("the keyring is locked", line, StringComparison.Ordinal));
        Assert.Equal(made, Assert.Single(await UnlockedAsync(Ask("chain"))));
    }

    [KeyringFact]
    public async Task A_first_run_with_a_locked_keyring_is_an_error_and_makes_nothing()
    {
        await UnlockedAsync(Ask(store: "other"));
        Assert.Contains("the keyring is locked", Assert.Single(await LockedAsync(Ask("chain"))), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_keyring.StoreDirectory));
    }

    [KeyringFact]
    public async Task A_keyring_that_was_never_set_up_is_an_error_and_not_an_absent_one() =>
        Assert.Contains("no default collection", Assert.Single(await LockedAsync(Ask("chain"))), StringComparison.Ordinal);

    [KeyringFact]
    public async Task A_session_without_a_bus_has_no_keystore_and_a_chain_goes_on()
    {
        Assert.Equal(["absent"], await _keyring.WithoutBusAsync(Ask()));
        Assert.StartsWith("key key file ", Assert.Single(await _keyring.WithoutBusAsync(Ask("chain"))), StringComparison.Ordinal);
    }

    [KeyringFact]
    public async Task A_session_without_a_bus_is_an_error_once_the_key_is_in_a_keyring()
    {
        await UnlockedAsync(Ask("chain"));
        Assert.Contains("has no D-Bus", Assert.Single(await _keyring.WithoutBusAsync(Ask("chain"))), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_keyring.StoreDirectory, "host.key")));
    }

    [KeyringFact]
    public async Task A_bus_without_a_keyring_has_no_keystore() => Assert.Equal(["absent"], await _keyring.WithoutKeyringAsync(Ask()));

    [KeyringFact]
    public async Task Forgetting_takes_the_item_out_of_the_keyring()
    {
        string[] lines = await UnlockedAsync(Ask(), Ask("keystore forget"), "secret-tool search --all application keys-host 2>&1", Ask());
        Assert.Equal("forgotten", lines[1]);
        Assert.Equal(3, lines.Length);
        Assert.NotEqual(lines[0], lines[2]);
    }
}
