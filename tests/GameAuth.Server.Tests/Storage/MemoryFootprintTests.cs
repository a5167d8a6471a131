using System.Buffers.Binary;
using System.Text;
using GameAuth.Testing;
using Xunit.Abstractions;

namespace GameAuth.Server.Tests.Storage;

/// <summary>Nothing else of this assembly runs beside it.</summary>
[CollectionDefinition(nameof(MemoryFootprintTests), DisableParallelization = true)]
public sealed class MemoryFootprintCollection;

/// <summary>How much memory families take.</summary>
[Collection(nameof(MemoryFootprintTests))]
public sealed class MemoryFootprintTests(ITestOutputHelper output)
{
    private const int Families = 100_000;

    [Fact]
    public async Task A_hundred_thousand_live_families_take_less_than_60_MB()
    {
        FakeClock clock = new();
        MemorySessionStore store = new(clock);
        long before = LiveBytes();
        for (int i = 0; i < Families; i++)
        {
            await store.CreateFamilyAsync(Family(i), default);
        }

        long created = LiveBytes() - before;
        for (int i = 0; i < Families; i++)
        {
            await store.AcknowledgeAsync(new FamilyId(Hash(i, 0)), 0, default);
        }

        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Families, await store.PruneAsync(int.MaxValue, default));
        long used = LiveBytes() - before;
        output.WriteLine($"{Families} families take {used / 1e6:F1} MB ({used / Families} B each); {created / 1e6:F1} MB while their nonces and first answers are kept.");
        Assert.InRange(used, 1, 60_000_000);
        GC.KeepAlive(store);
    }

    // The least of several: hosts of earlier tests may still be on their way out.
    private static long LiveBytes()
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }

    // As the engine makes them for a Discord sign-in: a bound family with both hashes, one claim and a sealed answer of usual size. Each text is an object of its own, as from a request.
    private static NewFamily Family(int i)
    {
        string id = string.Create(null, $"{100_000_000_000_000_000L + i}");
        return new NewFamily
        {
            Id = new FamilyId(Hash(i, 0)),
            Subject = id,
            Provider = "discord",
            ProviderSubject = new string(id.AsSpan()),
            Profile = "web",
            ClientId = "web",
            Claims = Encoding.UTF8.GetBytes($"{{\"discord_id\":\"{id}\"}}"),
            KeyThumbprint = Hash(i, 1),
            Lifetime = TimeSpan.FromDays(30),
            IdleLifetime = TimeSpan.FromDays(7),
            NetworkHash = Hash(i, 2),
            UserAgentHash = Hash(i, 3),
            FirstAnswer = new byte[200],
            Nonce = Hash(i, 4),
            NonceLifetime = TimeSpan.FromMinutes(5),
        };
    }

    private static byte[] Hash(int i, int part)
    {
        // Different in the first bytes, as a hash is; what it is does not matter here.
        byte[] hash = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(hash, (uint)i * 2_654_435_761);
        hash[31] = (byte)part;
        return hash;
    }
}
