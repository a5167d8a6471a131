using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class KeyChainTests : KeyDirectoryTest
{
    private readonly FakeKeySource _strong = new();

    private KeyFileKeySource File => new(Path.Combine(StoreDirectory, "file.key"));

    private KeyChain Chain() => new(StoreDirectory, [new Named("strong", _strong), File]);

    private async Task<string> ChosenAsync() => (await Chain().GetKeyAsync(default))!.Source;

    [Fact]
    public async Task The_first_source_that_the_machine_has_is_chosen()
    {
        Assert.Equal("fake keyring", await ChosenAsync());
        Assert.Equal("{\"format\":1,\"source\":\"strong\"}", await System.IO.File.ReadAllTextAsync(KeyPath("chain.json")));
    }

    [Fact]
    public async Task An_absent_source_lets_the_chain_go_on_and_a_locked_one_stops_it()
    {
        _strong.Locked = true;
        await RefusedAsync(Chain());
        Assert.False(System.IO.File.Exists(KeyPath("chain.json")));
        (_strong.Locked, _strong.Absent) = (false, true);
        Assert.StartsWith("key file", await ChosenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chosen_source_that_is_absent_later_is_an_error_that_names_it_and_no_other_takes_its_place()
    {
        await ChosenAsync();
        _strong.Absent = true;
        string message = await RefusedAsync(Chain());
        Assert.Contains("a key from strong", message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(Path.Combine(StoreDirectory, "file.key")));
    }

    [Fact]
    public async Task A_stronger_source_that_appears_later_does_not_take_over()
    {
        _strong.Absent = true;
        string id = await IdAsync(Chain());
        _strong.Absent = false;
        Assert.Equal(id, await IdAsync(Chain()));
    }

    [Fact]
    public async Task A_chosen_source_that_was_taken_out_of_the_chain_is_an_error_that_names_it()
    {
        await ChosenAsync();
        Assert.Contains("another source, strong", await RefusedAsync(new KeyChain(StoreDirectory, [File])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_finds_nothing_is_absent_and_keeps_no_trace()
    {
        _strong.Absent = true;
        Assert.Null(await new KeyChain(StoreDirectory, [new Named("strong", _strong)]).GetKeyAsync(default));
        Assert.False(Directory.Exists(StoreDirectory));
    }

    [Fact]
    public async Task Of_two_first_runs_that_find_different_sources_the_first_chooses_for_both()
    {
        _strong.Absent = true;
        LateSource late = new(async () => await IdAsync(Chain()));
        string other = await IdAsync(new KeyChain(StoreDirectory, [new Named("strong", late), File]));
        Assert.Equal(await IdAsync(File), other);
    }

    [Fact]
    public async Task Many_first_runs_agree_on_one_key()
    {
        _strong.Absent = true;
        string[] ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => IdAsync(Chain()))));
        Assert.Single(ids.Distinct());
    }

    [Theory]
    [InlineData("", RowState.KeyUnavailable)]
    [InlineData("[]", RowState.KeyUnavailable)]
    [InlineData("{\"format\":1}", RowState.KeyUnavailable)]
    [InlineData("{\"format\":7}", RowState.NewerFormat)]
    public async Task A_record_that_is_damaged_or_newer_is_refused_and_stays(string record, RowState state)
    {
        Plant("chain.json", record);
        await RefusedAsync(Chain(), state);
        Assert.Equal(record, await System.IO.File.ReadAllTextAsync(KeyPath("chain.json")));
    }

    [Fact]
    public void Two_sources_of_one_kind_are_refused() =>
        Assert.Throws<GameAuthConfigurationException>(() => new KeyChain(StoreDirectory, [File, File]));

    [Fact]
    public void An_empty_chain_is_refused() => Assert.Throws<GameAuthConfigurationException>(() => new KeyChain(StoreDirectory, []));

    [Fact]
    public async Task Forgetting_reaches_every_link_and_lets_the_next_run_choose_anew()
    {
        _strong.Absent = true;
        await ChosenAsync();
        _strong.Absent = false;
        Named strong = new("strong", _strong);
        await new KeyChain(StoreDirectory, [strong, File]).ForgetAsync(default);
        Assert.Equal(1, strong.Forgotten);
        Assert.False(System.IO.File.Exists(Path.Combine(StoreDirectory, "file.key")));
        Assert.Equal("fake keyring", await ChosenAsync());
    }

    /// <summary>Lets another first run go by before it gives its key.</summary>
    private sealed class LateSource(Func<Task> meanwhile) : MasterKeySource
    {
        public override string Name => "late";

        public override KeyProtection Protection => KeyProtection.OsKeystore;

        public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
        {
            await meanwhile();
            return new MasterKey(TestKeys.Key(1), Name, Protection);
        }
    }
}

/// <summary>A source under a kind of its own.</summary>
internal sealed class Named(string kind, MasterKeySource source) : MasterKeySource
{
    public int Forgotten { get; private set; }

    public override string Name => kind;

    public override string Kind => kind;

    public override KeyProtection Protection => source.Protection;

    public override ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) => source.GetKeyAsync(cancellationToken);

    public override ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        Forgotten++;
        return source.ForgetAsync(cancellationToken);
    }
}
