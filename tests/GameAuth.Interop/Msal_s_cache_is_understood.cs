using System.Text.Json.Nodes;
using GameAuth.Interop.Processes;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Interop;

/// <summary>What npm @azure/msal-node itself writes: every refresh token of it is found, and none that login.live.com would not take is imported.</summary>
public sealed class Msal_s_cache_is_understood
{
    private const string ClientId = "00000000-0000-0000-0000-0000000000aa";
    private const string Account = "00000000-0000-0000-0000-000000000001.9188040d-6c67-4c5b-b112-36a304b66dad";

    [PeerFact]
    public async Task And_left_alone_with_a_reason_per_token()
    {
        JsonObject written = await NodeRun.Async("msal.mjs", new JsonObject
        {
            ["clientId"] = ClientId,
            ["cache"] = new JsonObject
            {
                ["Account"] = new JsonObject
                {
                    [$"{Account}-login.windows.net"] = new JsonObject
                    {
                        ["home_account_id"] = Account, ["environment"] = "login.windows.net", ["realm"] = "9188040d-6c67-4c5b-b112-36a304b66dad",
                        ["local_account_id"] = "synthetic", ["username"] = "synthetic@example.test", ["authority_type"] = "MSSTS",
                    },
                },
                ["RefreshToken"] = new JsonObject { ["one"] = Token("login.windows.net", ClientId), ["two"] = Token("login.live.com", "another") },
                ["AccessToken"] = new JsonObject(), ["IdToken"] = new JsonObject(), ["AppMetadata"] = new JsonObject(),
            },
        });
        Assert.True(written["ok"]!.GetValue<bool>(), written.ToJsonString());
        Assert.Equal(1, written["accounts"]!.GetValue<int>());
        string path = Path.Combine(Directory.CreateTempSubdirectory("gameauth-interop-").FullName, "msal_token_cache.json");
        await File.WriteAllTextAsync(path, written["cache"]!.GetValue<string>());

        await using GameAuthClient ours = await GameAuthClient.CreateAsync(static services => services
            .AddGameAuth(static options => options.ApplicationName = "interop")
            .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddXbox(static options => options.ClientId = ClientId));
        ImportResult result = await ours.Get<IXboxAuth>().ImportAsync(XboxImport.FromMsal(path), new ImportOptions { RemoveSource = true });
        Assert.Equal([ImportSkipReason.OtherEndpoint, ImportSkipReason.OtherClientId], result.Skipped.Select(static skipped => skipped.Reason));
        Assert.Empty(result.Imported);
        Assert.True(File.Exists(Assert.Single(result.NotRemoved).Path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static JsonObject Token(string environment, string clientId) => new()
    {
        ["home_account_id"] = Account, ["environment"] = environment, ["client_id"] = clientId, ["secret"] = "synthetic-refresh-token", ["credential_type"] = "RefreshToken",
    };
}
