using System.Text;
using System.Text.Json;
using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

/// <summary>What is sent, member by member.</summary>
public class BodyTests
{
    private const string Client = "emulator-client-0001";

    [Fact]
    public async Task Microsofts_forms_have_the_fields_that_it_wants()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync(static emulator => emulator.SignIns.Add(new SignInScript { AfterPolls = 0 }));
        XboxAccount me = await SignInAsync(world, sent);
        world.Clock.Advance(TimeSpan.FromHours(25));
        await me.GetProfileAsync();

        Assert.Equal(
            [$"client_id={Client}", $"scope={XboxDefaults.Scope}", "response_type=device_code"], sent.Form("/oauth20_connect.srf", 0));
        string[] poll = sent.Form("/oauth20_token.srf", 0);
        Assert.Equal([$"client_id={Client}", "grant_type=urn:ietf:params:oauth:grant-type:device_code"], poll[..2]);
        Assert.StartsWith("device_code=", Assert.Single(poll[2..]), StringComparison.Ordinal);
        string[] refresh = sent.Form("/oauth20_token.srf", 1);
        Assert.Equal([$"client_id={Client}", "grant_type=refresh_token", $"scope={XboxDefaults.Scope}"], [refresh[0], refresh[1], refresh[3]]);

        // Verbatim: what was presented is what was issued, to the last character.
        TokenMention presented = world.Emulator.Log.Of("login.refresh").Single().Spent.Single();
        Assert.Equal(TokenMention.Of("msa_refresh", refresh[2]["refresh_token=".Length..]), presented);
        Assert.Contains(presented, world.Emulator.Log.Of("login.poll").Single().Issued);
    }

    [Fact]
    public async Task SISU_and_XSTS_get_what_belongs_together()
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        XboxAccount me = await SignInAsync(world, sent);
        await me.GetXstsTokenAsync("https://multiplayer.minecraft.net/");

        JsonElement sisu = sent.Json("/authorize");
        Assert.StartsWith("t=", Text(sisu, "AccessToken"), StringComparison.Ordinal);
        Assert.Equal(
            (Client, "RETAIL", "user.auth.xboxlive.com", "http://xboxlive.com", true),
            (Text(sisu, "AppId"), Text(sisu, "Sandbox"), Text(sisu, "SiteName"), Text(sisu, "RelyingParty"), sisu.GetProperty("UseModernGamertag").GetBoolean()));
        JsonElement xsts = sent.Json("/xsts/authorize");
        JsonElement tokens = xsts.GetProperty("Properties");
        Assert.Equal(("https://multiplayer.minecraft.net/", "JWT", "RETAIL"), (Text(xsts, "RelyingParty"), Text(xsts, "TokenType"), Text(tokens, "SandboxId")));
        Assert.Equal(Text(sisu, "DeviceToken"), Text(tokens, "DeviceToken"));
        Assert.Equal(
            ["device", "title", "user"], world.Emulator.Log.Of("xsts.authorize").Single().Spent.Select(static token => token.Kind).Order(StringComparer.Ordinal));
        Assert.All(sent, static one => Assert.DoesNotContain("\"d\":", Encoding.UTF8.GetString(one.Body), StringComparison.Ordinal));
    }

    private static async Task<XboxAccount> SignInAsync(XboxWorld world, SentRequests sent) => await world.SignInAsync(
        (await world.StartApplicationAsync(app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider))
            .AddHttpMessageHandler(() => new SentRequestsHandler(sent)))).Services.GetRequiredService<IXboxAuth>());

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
