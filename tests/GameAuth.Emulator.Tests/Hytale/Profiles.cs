using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class Profiles : HytaleTest
{
    protected override void Configure(EmulatorOptions options, HytaleEmulatorOptions hytale)
    {
        hytale.Accounts.Add(EmulatedHytaleAccount.Default);
        hytale.Accounts.Add(new EmulatedHytaleAccount
        {
            Owner = "e1000000-0000-4000-8000-000000000009",
            Profiles = [new EmulatedHytaleProfile { Uuid = "e2000000-0000-4000-8000-000000000009", Username = "EmuScout", Entitlements = [], Skin = "{\"hat\":\"red\"}" }],
        });
    }

    [Fact]
    public async Task Of_the_account_that_signed_in()
    {
        JsonNode own = (await Client.ProfilesAsync(await AccessAsync())).Json;
        Emulator.SignIns.Enqueue(new SignInScript { Player = "emuscout" });
        JsonNode others = (await Client.ProfilesAsync(await AccessAsync())).Json;

        Assert.Equal(EmulatedHytaleAccount.Default.Owner, own["owner"]!.ToString());
        Assert.Equal(
            """{"uuid":"e2000000-0000-4000-8000-000000000001","username":"EmuRanger","entitlements":["game.base"]}""",
            own["profiles"]![0]!.ToJsonString());
        Assert.Equal(2, own["profiles"]!.AsArray().Count);
        Assert.Equal("EmuScout", others["profiles"]![0]!["username"]!.ToString());
    }

    [Fact]
    public async Task Are_not_shown_without_a_good_access_token()
    {
        string session = (await SessionAsync())["sessionToken"];

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.ProfilesAsync(null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.ProfilesAsync(session)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.ProfilesAsync("made.up.token")).Status);
    }

    [Theory]
    [InlineData("/profile/uuid/e2000000-0000-4000-8000-000000000009")]
    [InlineData("/profile/username/EMUSCOUT")]
    public async Task Of_anybody_are_shown_to_a_session(string path)
    {
        WireAnswer session = await SessionAsync();

        WireAnswer answer = await Client.HytaleAsync(HttpMethod.Get, HytaleFlow.AccountData, path, session["sessionToken"]);

        Assert.Equal("""{"uuid":"e2000000-0000-4000-8000-000000000009","username":"EmuScout","skin":"{\"hat\":\"red\"}"}""", answer.Text);
        Assert.Equal("hytale.profile", Emulator.Log.Events[^1].Step);
    }

    [Fact]
    public async Task Of_nobody_are_404_and_of_anybody_without_a_session_403()
    {
        WireAnswer session = await SessionAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await Client.HytaleAsync(HttpMethod.Get, HytaleFlow.AccountData, "/profile/username/Nobody", session["sessionToken"])).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.HytaleAsync(HttpMethod.Get, HytaleFlow.AccountData, "/profile/username/EmuScout", await AccessAsync())).Status);
    }

    [Fact]
    public async Task Without_the_game_begin_no_session()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Player = "EmuScout" });

        WireAnswer answer = await SessionAsync("e2000000-0000-4000-8000-000000000009");

        Assert.Equal((403, "missing entitlement"), ((int)answer.Status, answer.Text));
    }
}
