using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

public sealed class NewerReleaseTests : EngineTest
{
    [Fact]
    public async Task What_a_newer_release_added_to_a_row_survives_a_rewrite_by_this_one()
    {
        await SignInAsync(await HostAsync());
        TokenVault vault = new(Harness.Store, new AesGcmTokenProtector("contract", new CallerKeySource([.. Enumerable.Range(1, 32).Select(i => (byte)i)])));
        List<RowKey> changed = [];
        await foreach (VaultRow row in vault.ListAsync(partition: null, CancellationToken.None))
        {
            JsonObject json = JsonNode.Parse(row.Row.Value.Span)!.AsObject();
            json["zz_row"] = 1;
            if (json["token"] is JsonObject token)
            {
                token["zz_token"] = "newer";
            }

            Assert.True(await vault.TryWriteAsync(row.Key!.Value, row.Row.Version, row.Row.NextVersion(), Encoding.UTF8.GetBytes(json.ToJsonString()), CancellationToken.None));
            changed.Add(row.Key.Value);
        }

        Harness.ExpireLeafAndGrant();
        Harness.Clock.Advance(Server.Ledger.DeviceLifetime);
        ToyAccount account = (await Front(await HostAsync()).FindAsync())!;
        await account.GetSessionAsync();
        Assert.Equal((1, 2), (Server.Ledger.Rotations, Server.Calls("device")));
        Assert.True(changed.Count >= 5);
        foreach (RowKey key in changed)
        {
            string text = Encoding.UTF8.GetString((await vault.ReadAsync(key, CancellationToken.None)).Value.Span);
            Assert.Contains("zz_row", text, StringComparison.Ordinal);
            Assert.True(text.Contains("zz_token", StringComparison.Ordinal) || !text.Contains("\"token\"", StringComparison.Ordinal), key.Name);
        }
    }
}
