using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Server.StoreContract;

/// <summary>What every session store must do. Each class that derives from this one is about one subject; a store derives from each of them with its fixture.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class SessionStoreContract<TFixture> : IAsyncLifetime
    where TFixture : SessionStoreFixture, new()
{
    protected static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Texts that a store must keep apart and give back unchanged.</summary>
    protected static readonly string[] OddTexts =
    [
        " ", "a", "A", "a ", " a", "é", "e\u0301", "ss", "ß", "İ", "i", "😀", "nul\0byte", "nul\0", "\0", "a\nb", "'", "''; DROP TABLE family; --", "\"", "\\", "%", "_", "null", "0",
        "\ufffd", "\ufeff", "\u202egpj", "{\"a\":1}", new string('n', 64),
    ];

    protected TFixture Fixture { get; } = new();

    protected ISessionStore Store { get; private set; } = null!;

    protected DateTimeOffset Now => Fixture.Clock.GetUtcNow();

    public virtual async Task InitializeAsync()
    {
        await Fixture.StartAsync();
        Store = await Fixture.OpenAsync();
    }

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    /// <summary>32 bytes that belong to a text.</summary>
    protected static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>A family that lives a day, an hour without a refresh, and whose nonce is taken for 5 minutes.</summary>
    protected static NewFamily NewFamily(string name) => new()
    {
        Id = new FamilyId(Hash($"id {name}")),
        Subject = "player",
        Provider = "toy",
        ProviderSubject = "1001",
        Profile = "web",
        ClientId = "game",
        Claims = "{\"discord_id\":\"1001\"}"u8.ToArray(),
        KeyThumbprint = Hash("key"),
        NetworkHash = Hash("network"),
        UserAgentHash = Hash("agent"),
        FirstAnswer = "a sealed answer"u8.ToArray(),
        Lifetime = Day,
        IdleLifetime = Hour,
        Nonce = Hash($"nonce {name}"),
        NonceLifetime = 5 * Minute,
    };

    protected async Task<SessionFamily> CreateAsync(NewFamily family)
    {
        CreatedFamily created = await Store.CreateFamilyAsync(family, default);
        Assert.True(created.IsCreated);
        return created.Family!;
    }

    protected Task<SessionFamily> CreateAsync(string name) => CreateAsync(NewFamily(name));

    protected async Task<SessionFamily> FindAsync(FamilyId id)
    {
        FoundFamily found = await Store.FindFamilyAsync(id, default);
        return found.Family ?? throw new InvalidOperationException($"The family {id} is not there.");
    }

    /// <summary>A step to the next generation; the idle time begins anew, with an hour.</summary>
    protected static FamilyStep Step(FamilyId id, int from) => new()
    {
        Id = id,
        From = from,
        To = from + 1,
        IdleLifetime = Hour,
        NetworkHash = Hash($"network {from + 1}"),
        UserAgentHash = Hash($"agent {from + 1}"),
    };

    protected static Revocation EndOf(FamilyId id) => End(RevocationTarget.Family, id.ToString());

    protected static Revocation End(RevocationTarget target, string value, string provider = "") =>
        new() { Target = target, Value = value, Provider = provider, Reason = EndReasons.Admin, KeepFor = Hour };

    protected static DueWork Work(string id, DateTimeOffset dueAt, string kind = "kind") => new() { Kind = kind, Id = id, Version = 0, DueAt = dueAt, Payload = Hash(id) };

    /// <summary>Creates work, and yields it as the store has it.</summary>
    protected async Task<DueWork> CreateAsync(DueWork work)
    {
        long? version = await Store.SaveWorkAsync(work, default);
        Assert.True(version > 0);
        return work with { Version = version.Value };
    }

    protected static void AssertSame(SessionFamily expected, SessionFamily? actual) => Assert.Equal(Print(expected), actual is null ? "none" : Print(actual));

    protected static void AssertSame(DueWork expected, DueWork? actual) => Assert.Equal(Print(expected), actual is null ? "none" : Print(actual));

    /// <summary>The positions of a whole log, read in small pages.</summary>
    protected static async Task<List<RevocationEntry>> ReadLogAsync(ISessionStore store, int pageSize = 7)
    {
        List<RevocationEntry> entries = [];
        for (long after = 0; ;)
        {
            RevocationPage page = await store.ReadRevocationsAsync(after, pageSize, default);
            entries.AddRange(page.Entries);
            after = page.Position;
            if (page.Entries.Count < pageSize)
            {
                return entries;
            }
        }
    }

    private static string Print(SessionFamily family) => string.Join(
        '\n', family.Id, family.Subject, family.Provider, family.ProviderSubject, family.Profile, family.ClientId, Hex(family.Claims), Hex(family.KeyThumbprint),
        family.Status, family.EndReason ?? "none", family.Generation, family.AcknowledgedGeneration, Time(family.CreatedAt), Time(family.RotatedAt), Time(family.IdleEndsAt),
        Time(family.EndsAt), Hex(family.NetworkHash), Hex(family.UserAgentHash), Hex(family.FirstAnswer));

    private static string Print(DueWork work) => string.Join(
        '\n', work.Kind, work.Id, work.Version, Time(work.DueAt), work.ClaimedUntil is { } until ? Time(until) : "none", Hex(work.Payload));

    private static string Time(DateTimeOffset time)
    {
        Assert.Equal(TimeSpan.Zero, time.Offset);
        return time.ToString("O");
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
