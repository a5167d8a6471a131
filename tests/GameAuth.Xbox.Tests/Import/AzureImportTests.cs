using GameAuth.Xbox.Tests.Azure;

namespace GameAuth.Xbox.Tests;

/// <summary>Whose grants a registration takes over depends on the kind of its client id.</summary>
public class AzureImportTests
{
    [Theory]
    [InlineData(AzureWorld.ClientId, "XboxLive.signin offline_access", true)]
    [InlineData(AzureWorld.ClientId, XboxDefaults.AzureScope, true)]
    [InlineData(AzureWorld.ClientId, XboxDefaults.Scope, false)]
    [InlineData("00000000deadbeef", XboxDefaults.Scope, true)]
    [InlineData("00000000deadbeef", XboxDefaults.AzureScope, false)]
    public async Task Only_a_grant_of_the_scopes_of_its_kind_is_taken(string clientId, string scope, bool taken)
    {
        await using XboxWorld world = await XboxWorld.StartAsync();
        using ForeignProgram program = new(world);
        string path = await program.WriteAsync("cml_accounts.json", new Dictionary<string, object>
        {
            ["one"] = new { MicrosoftOAuth = new { refresh_token = "synthetic.refresh-token", scope } },
        });
        ImportResult result = await (await world.OpenAsync(options => options.ClientId = clientId)).ImportAsync(XboxImport.FromCmlLib(path));
        Assert.Equal(taken ? [] : [ImportSkipReason.OtherEndpoint], result.Skipped.Select(static one => one.Reason));
        Assert.Equal(taken ? 1 : 0, result.Imported.Count);
    }
}
