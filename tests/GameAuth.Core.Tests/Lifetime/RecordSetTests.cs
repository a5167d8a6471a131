using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Lifetime;

public sealed class RecordSetTests : EngineTest
{
    [Fact]
    public async Task A_record_is_read_saved_listed_and_deleted()
    {
        RecordSet<Note> notes = Notes(await HostAsync());
        Assert.Null(await notes.ReadAsync("a"));
        await notes.SaveAsync("a", new Note("one", new Secret("a-secret-note")));
        await notes.SaveAsync("b", new Note("two"));
        await notes.SaveAsync("a", new Note("three", new Secret("a-secret-note")));
        Assert.Equal(("three", "a-secret-note"), ((await notes.ReadAsync("a"))!.Text, (await notes.ReadAsync("a"))!.Token!.Reveal()));
        List<string> names = [];
        await foreach (StoredRecord<Note> note in notes.ListAsync())
        {
            names.Add(note.Name);
        }

        Assert.Equal(["a", "b"], names.Order());
        await notes.DeleteAsync("a");
        await notes.DeleteAsync("a");
        Assert.Null(await notes.ReadAsync("a"));
    }

    [Fact]
    public async Task Of_two_who_have_read_the_same_record_one_writes()
    {
        RecordSet<Note> notes = Notes(await HostAsync());
        RecordSet<Note> others = Notes(await HostAsync());
        bool[] created = await Task.WhenAll(notes.TrySaveAsync("a", new Note("mine"), null), others.TrySaveAsync("a", new Note("theirs"), null));
        Assert.Single(created, static won => won);
        StoredRecord<Note> mine = (await notes.FindAsync("a"))!;
        StoredRecord<Note> theirs = (await others.FindAsync("a"))!;
        Assert.True(await notes.TrySaveAsync("a", new Note("next"), mine));
        Assert.False(await others.TrySaveAsync("a", new Note("late"), theirs));
        Assert.False(await others.TryDeleteAsync(theirs));
        Assert.Equal("next", (await others.ReadAsync("a"))!.Text);
        Assert.True(await others.TryDeleteAsync((await others.FindAsync("a"))!));
        Assert.False(await notes.TrySaveAsync("a", new Note("back"), mine));
    }

    [Fact]
    public async Task Records_of_an_account_go_with_it_and_those_of_the_application_stay()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        RecordSet<Note> notes = Notes(host);
        await notes.SaveAsync("a", new Note("the application's"));
        await notes.Of(account).SaveAsync("a", new Note("alice's"));
        Assert.Equal("alice's", (await notes.Of(account).ReadAsync("a"))!.Text);
        await account.SignOutAsync();
        Assert.Null(await notes.Of(account).ReadAsync("a"));
        await Front(host).ForgetDeviceAsync();
        Assert.Equal("the application's", (await notes.ReadAsync("a"))!.Text);
    }

    [Fact]
    public async Task Kinds_and_owners_do_not_meet()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        RecordSet<Note> application = Notes(host).Of(account);
        RecordSet<Note> provider = Context(host).Records("notes", LifetimeJson.Default.Note).Of(account);
        RecordSet<Note> registration = Context(host).Records("notes", LifetimeJson.Default.Note);
        await application.SaveAsync("a", new Note("1"));
        await provider.SaveAsync("a", new Note("2"));
        await registration.SaveAsync("a", new Note("3"));
        Assert.Null(await Context(host).Records("others", LifetimeJson.Default.Note).Of(account).ReadAsync("a"));
        Assert.Equal(["1", "2", "3"], [(await application.ReadAsync("a"))!.Text, (await provider.ReadAsync("a"))!.Text, (await registration.ReadAsync("a"))!.Text]);
    }

    [Fact]
    public async Task A_full_disk_is_told()
    {
        FailingStore store = new(Harness.Store);
        Harness.Store = store;
        RecordSet<Note> notes = Notes(await HostAsync());
        await notes.SaveAsync("a", new Note("one"));
        store.IsFull = true;
        await Assert.ThrowsAsync<CredentialStoreException>(() => notes.SaveAsync("a", new Note("two")));
        Assert.Equal("one", (await notes.ReadAsync("a"))!.Text);
    }

    internal static ProviderContext Context(ContractHost host) => host.Services.GetRequiredKeyedService<ProviderContext>($"{ToyDefaults.Provider}/{"default"}");

    private static RecordSet<Note> Notes(ContractHost host) => host.Services.GetRequiredService<ApplicationRecords>().Set("notes", LifetimeJson.Default.Note);
}
