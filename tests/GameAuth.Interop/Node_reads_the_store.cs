using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Storage;

namespace GameAuth.Interop;

/// <summary>The formats of the store, a second time, by another language and its own cryptography.</summary>
public sealed class Node_reads_the_store
{
    [NodeFact]
    public async Task It_gets_every_test_vector()
    {
        JsonObject vectors = Vectors();
        JsonObject result = await NodeRun.Async("storage.mjs", new JsonObject { ["vectors"] = vectors.DeepClone() });
        Assert.Equal(["seal", "row", "names", "passphrase"], result.Select(static kind => kind.Key));
        foreach ((string kind, JsonNode? made) in result)
        {
            JsonArray expected = vectors[kind]!.AsArray();
            Assert.Equal(expected.Count, made!.AsArray().Count);
            for (int i = 0; i < expected.Count; i++)
            {
                Assert.All(made[i]!.AsObject(), output => Assert.Equal(expected[i]![output.Key]!.ToJsonString(), output.Value!.ToJsonString()));
            }
        }
    }

    [NodeFact]
    public async Task It_opens_a_row_that_was_sealed_here()
    {
        byte[] masterKey = [.. Enumerable.Range(1, MasterKey.Size).Select(static i => (byte)i)];
        byte[] plain = RandomNumberGenerator.GetBytes(3000);
        RowKey key = new("owner \u00fc", "grant");
        RowVersion version = RowVersion.NewEpoch();
        AesGcmTokenProtector protector = new("interop", new CallerKeySource(masterKey));
        await protector.PrepareAsync(CancellationToken.None);
        JsonObject opened = new()
        {
            ["masterKey"] = Convert.ToHexStringLower(masterKey), ["purpose"] = "interop", ["partition"] = key.Partition, ["name"] = key.Name,
            ["epoch"] = $"{version.Epoch}", ["number"] = $"{version.Number}", ["sealed"] = Convert.ToHexStringLower(protector.Protect(plain, key, version)),
        };
        JsonObject result = await NodeRun.Async("storage.mjs", new JsonObject { ["vectors"] = Vectors(), ["opened"] = opened });
        Assert.Equal(Convert.ToHexStringLower(plain), result["opened"]!.GetValue<string>());
    }

    private static JsonObject Vectors() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "storage-vectors.json")))!.AsObject();
}
