using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Storage;

public sealed class KeystoreKeySourceTests : KeyDirectoryTest
{
    private readonly FakeKeystore _keystore = new();
    private readonly FakeClock _clock = new();

    private KeystoreKeySource Source(IStoreDisk? disk = null) => new("tests", StoreDirectory, _clock, disk ?? LocalDisk.Instance, _keystore);

    [Fact]
    public async Task The_first_run_makes_the_key_and_the_next_ones_find_it()
    {
        Assert.Equal(await IdAsync(Source()), await IdAsync(Source()));
        Assert.Equal("tests", Assert.Single(_keystore.Items).Application);
    }

    [Fact]
    public async Task Many_first_runs_agree_on_one_key()
    {
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => IdAsync(Source()))));
        Assert.Single(ids.Distinct());
        Assert.Single(_keystore.Items);
    }

    [Fact]
    public async Task Two_stores_of_one_application_have_two_keys()
    {
        KeystoreKeySource other = new("tests", StoreDirectory + "2", _clock, LocalDisk.Instance, _keystore);
        Assert.NotEqual(await IdAsync(Source()), await IdAsync(other));
    }

    [Fact]
    public async Task A_machine_without_a_keystore_has_no_such_source_and_keeps_no_trace()
    {
        _keystore.Absent = true;
        KeystoreKeySource source = Source();
        Assert.Null(await source.GetKeyAsync(default));
        Assert.Equal("There is no fake keystore here.", source.Absence);
        Assert.False(Directory.Exists(StoreDirectory));
    }

    [Fact]
    public async Task A_keystore_that_is_gone_after_the_key_was_made_is_an_error_and_not_an_absent_source()
    {
        await IdAsync(Source());
        _keystore.Absent = true;
        Assert.Contains("can not be reached", await RefusedAsync(Source()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_keystore_is_an_error_at_the_first_run_and_later()
    {
        _keystore.Locked = true;
        Assert.Contains("Unlock it", await RefusedAsync(Source()), StringComparison.Ordinal);
        _keystore.Locked = false;
        string id = await IdAsync(Source());
        _keystore.Locked = true;
        Assert.Contains("Unlock it", await RefusedAsync(Source()), StringComparison.Ordinal);
        _keystore.Locked = false;
        Assert.Equal(id, await IdAsync(Source()));
    }

    [Fact]
    public async Task An_item_that_is_gone_is_an_error_and_no_second_key_is_made()
    {
        await IdAsync(Source());
        _keystore.Clear();
        Assert.Contains("has no item", await RefusedAsync(Source()), StringComparison.Ordinal);
        Assert.Empty(_keystore.Items);
    }

    [Fact]
    public async Task A_first_run_that_was_cut_off_at_any_step_leaves_no_record_without_its_item()
    {
        for (int step = 0; step < 3; step++)
        {
            ScriptedDisk disk = new(step, () => new ProcessDiedException(), halfDone: true);
            await Assert.ThrowsAsync<ProcessDiedException>(async () => await Source(disk).GetKeyAsync(default));
            Assert.Equal(await IdAsync(Source()), await IdAsync(Source()));
            Directory.Delete(StoreDirectory, recursive: true);
        }
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task An_item_that_holds_something_else_is_refused_without_its_content(string content)
    {
        _keystore.GivesBack = System.Text.Encoding.ASCII.GetBytes(content);
        Assert.DoesNotContain(content, await RefusedAsync(Source()), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath("keystore.json")));
    }

    [Fact]
    public async Task A_keystore_that_gives_back_another_key_is_refused_before_anything_is_sealed_under_it()
    {
        _keystore.GivesBack = TestKeys.Key(200);
        Assert.Contains("another key", await RefusedAsync(Source()), StringComparison.Ordinal);
        Assert.False(File.Exists(KeyPath("keystore.json")));
    }

    [Theory]
    [InlineData("{", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1,\"item\":\"../../etc\"}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":2,\"item\":{}}", RowState.NewerFormat)]
    public async Task A_record_that_is_damaged_or_newer_is_refused_and_stays(string record, RowState state)
    {
        Plant("keystore.json", record);
        await RefusedAsync(Source(), state);
        Assert.Equal(record, await File.ReadAllTextAsync(KeyPath("keystore.json")));
        Assert.Empty(_keystore.Items);
    }

    [Fact]
    public async Task Forgetting_removes_the_item_and_a_new_key_may_be_made()
    {
        string id = await IdAsync(Source());
        await Source().ForgetAsync(default);
        Assert.Empty(_keystore.Items);
        Assert.NotEqual(id, await IdAsync(Source()));
    }

    [Fact]
    public async Task Forgetting_under_a_lock_fails_and_can_be_tried_again()
    {
        await IdAsync(Source());
        _keystore.Locked = true;
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await Source().ForgetAsync(default));
        _keystore.Locked = false;
        await Source().ForgetAsync(default);
        await Source().ForgetAsync(default);
        Assert.Empty(_keystore.Items);
    }

    [SkippableUnixFact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task The_store_takes_its_directory_for_its_own_although_the_key_was_there_first()
    {
        Directory.CreateDirectory(StoreDirectory);
        File.SetUnixFileMode(StoreDirectory, (UnixFileMode)0b111_101_101);
        await IdAsync(Source());
        await new FileTokenStore(StoreDirectory).OpenAsync();
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(StoreDirectory));
    }
}
