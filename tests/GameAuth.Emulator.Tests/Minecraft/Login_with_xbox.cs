using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Minecraft;

public sealed class Login_with_xbox : EmulatorTest
{
    protected override void Configure(EmulatorOptions options)
    {
        options.Xbox.RelyingParties.Add("rp://api.minecraftservices.com");
        options.Xbox.MinecraftUnapprovedClientIds.Add("Unapproved-Client");
    }

    [Fact]
    public async Task Gives_a_bearer_token_for_a_day()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);

        WireAnswer answer = await Client.MinecraftLoginAsync(identity);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("Bearer", 86400), (answer["token_type"], answer.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal(("[]", "{}"), (answer.Json["roles"]!.ToJsonString(), answer.Json["metadata"]!.ToJsonString()));
        EmulatorEvent logged = Emulator.Log.Of("minecraftservices.login").Single();
        Assert.Equal([TokenMention.Of("minecraft", answer["access_token"])], logged.Issued);
        Assert.Equal([TokenMention.Of("xsts", identity.Split(';')[1])], logged.Spent);
        Assert.Equal(MinecraftFlow.Java, logged.Audience);
    }

    [Fact]
    public async Task Names_the_account_and_not_the_player()
    {
        WireAnswer login = await Client.MinecraftLoginAsync(await Client.IdentityAsync(MinecraftFlow.Java));
        WireAnswer profile = await Client.MinecraftGetAsync("/minecraft/profile", "Bearer " + login["access_token"]);

        Assert.NotEqual(Guid.ParseExact(profile["id"], "N"), Guid.ParseExact(login["username"], "D"));
    }

    [Theory]
    [InlineData("http://xboxlive.com")]
    [InlineData("https://multiplayer.minecraft.net/")]
    [InlineData("rp://api.minecraftservices.com")]
    public async Task Takes_no_token_for_another_relying_party(string relyingParty)
    {
        WireAnswer answer = await Client.MinecraftLoginAsync(await Client.IdentityAsync(relyingParty));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(MinecraftFlow.Login, answer["path"]);
        Assert.Equal(relyingParty, Emulator.Log.Events[^1].Audience);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer token")]
    [InlineData("XBL3.0 x=1")]
    [InlineData("XBL3.0 x=1;EMULATOR.xsts.made-up")]
    public async Task Turns_strangers_away(string identity) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.MinecraftLoginAsync(identity)).Status);

    [Fact]
    public async Task Turns_the_wrong_user_hash_away()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);

        WireAnswer answer = await Client.MinecraftLoginAsync(identity.Replace("x=", "x=1", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
    }

    [Fact]
    public async Task Turns_an_ended_token_away()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);
        Time.Advance(TimeSpan.FromHours(16) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Client.MinecraftLoginAsync(identity)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.MinecraftLoginAsync(identity)).Status);
    }

    [Fact]
    public async Task Turns_an_application_away_that_nobody_approved()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java, "unapproved-client");

        WireAnswer answer = await Client.MinecraftLoginAsync(identity);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("""{"path":"/authentication/login_with_xbox","errorMessage":"Invalid app registration, see https://aka.ms/AppRegInfo for more information"}""", answer.Text);
        Assert.Empty(Emulator.Log.Events[^1].Issued);
    }

    [Fact]
    public async Task Turns_an_application_away_once_the_approval_is_taken_back()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);
        Emulator.Xbox.MinecraftUnapprovedClientIds.Add(WireClient.ClientId);

        Assert.Equal(HttpStatusCode.Forbidden, (await Client.MinecraftLoginAsync(identity)).Status);
    }

    [Theory]
    [InlineData("{}", "identityToken")]
    [InlineData("""{"identityToken":1}""", "identityToken")]
    [InlineData("""{"identityToken":"XBL3.0 x=1;2","ensureLegacyEnabled":"yes"}""", "ensureLegacyEnabled")]
    public async Task Asks_for_a_body_that_is_right(string body, string member)
    {
        WireAnswer answer = await Client.MinecraftLoginAsync(JsonNode.Parse(body)!.AsObject());

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(member, answer["errorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task May_fail_as_a_script_says()
    {
        string identity = await Client.IdentityAsync(MinecraftFlow.Java);
        Emulator.Faults.Add(Fault.TooManyRequests("minecraftservices.login", TimeSpan.FromSeconds(7)));

        WireAnswer struck = await Client.MinecraftLoginAsync(identity);

        Assert.Equal((HttpStatusCode.TooManyRequests, "7"), (struck.Status, struck.Header("Retry-After")));
        Assert.Equal(HttpStatusCode.OK, (await Client.MinecraftLoginAsync(identity)).Status);
    }
}
