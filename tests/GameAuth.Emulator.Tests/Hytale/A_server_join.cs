using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_server_join : HytaleTest
{
    private const string Fingerprint = "EmulatedFingerprint-EmulatedFingerprint-Emu";

    [Fact]
    public async Task Binds_the_player_s_access_token_to_server_and_certificate()
    {
        WireAnswer server = await SessionAsync();
        WireAnswer player = await SessionAsync(HytaleFlow.SecondProfile);

        string grant = (await GrantAsync(server["sessionToken"], player["identityToken"]))["authorizationGrant"];
        Token access = new((await RedeemAsync(player["sessionToken"], grant))["accessToken"]);

        Assert.Equal(("my-server", HytaleFlow.SecondProfile, "EmuMiner", "127.0.0.1"), (access["aud"], access["sub"], access["username"], access["ip"]));
        Assert.Equal(Fingerprint, access.Claims["cnf"]!["x5t#S256"]!.ToString());
        Assert.Equal("my-server", Emulator.Log.Of("hytale.auth-grant").Single().Audience);
        Assert.Equal(["hytale_server_access"], Emulator.Log.Of("hytale.auth-token").Single().Issued.Select(token => token.Kind));
    }

    [Fact]
    public async Task Takes_a_grant_once_and_from_whom_it_is_for()
    {
        WireAnswer server = await SessionAsync();
        WireAnswer player = await SessionAsync(HytaleFlow.SecondProfile);
        string grant = (await GrantAsync(server["sessionToken"], player["identityToken"]))["authorizationGrant"];

        Assert.Equal(HttpStatusCode.Forbidden, (await RedeemAsync(server["sessionToken"], grant)).Status);
        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(player["sessionToken"], grant)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await RedeemAsync(player["sessionToken"], grant)).Status);
    }

    [Fact]
    public async Task Takes_a_grant_for_five_minutes()
    {
        WireAnswer server = await SessionAsync();
        string grant = (await GrantAsync(server["sessionToken"], server["identityToken"]))["authorizationGrant"];
        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(HttpStatusCode.Forbidden, (await RedeemAsync(server["sessionToken"], grant)).Status);
    }

    [Fact]
    public async Task Takes_identity_tokens_of_its_own_only()
    {
        WireAnswer server = await SessionAsync();
        string session = server["sessionToken"];

        Assert.Equal(HttpStatusCode.OK, (await GrantAsync(session, Emulator.Hytale.IssueToken())).Status);
        Assert.Equal("invalid token", (await GrantAsync(session, Emulator.Hytale.IssueToken(new HytaleTokenRequest { Signature = HytaleSignature.OtherKey }))).Text);
        Assert.Equal("invalid token", (await GrantAsync(session, session)).Text);
        Assert.Equal("invalid token", (await GrantAsync(server["identityToken"], server["identityToken"])).Text);
        Assert.Equal(HttpStatusCode.BadRequest, (await GrantAsync(session, "")).Status);
    }

    private Task<WireAnswer> GrantAsync(string session, string identity) =>
        Client.HytaleAsync(HttpMethod.Post, HytaleFlow.Sessions, "/server-join/auth-grant", session, new JsonObject { ["identityToken"] = identity, ["aud"] = "my-server" });

    private Task<WireAnswer> RedeemAsync(string session, string grant) =>
        Client.HytaleAsync(HttpMethod.Post, HytaleFlow.Sessions, "/server-join/auth-token", session, new JsonObject { ["authorizationGrant"] = grant, ["x509Fingerprint"] = Fingerprint });
}
