using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Xbox.Tests.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Xbox.Tests;

/// <summary>What the code that this package's flow comes from, or the page about it, sends wrongly.</summary>
public class OriginBodyDefectTests
{
    [Fact]
    public async Task An_object_closed_too_early_the_body_of_SISU_is_one_object_with_every_member()
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync();
        await world.SignInAsync(await world.WatchAsync(sent));

        // Parsing fails on anything after the end of the first object.
        JsonElement body = sent.Json("/authorize");
        Assert.Equal(
            ["AccessToken", "AppId", "DeviceToken", "ProofKey", "RelyingParty", "Sandbox", "SiteName", "UseModernGamertag"],
            body.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal((JsonValueKind.Object, "EC"), (body.GetProperty("ProofKey").ValueKind, body.GetProperty("ProofKey").GetProperty("kty").GetString()));
    }

    [Fact]
    public async Task Bodies_called_plain_text_every_body_says_that_it_is_JSON_or_a_form()
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync();
        await (await world.SignInAsync(await world.WatchAsync(sent))).GetXstsTokenAsync("rp://api.minecraftservices.com/");
        Assert.Equal(3, sent.Signed().Count());
        Assert.All(sent.Signed(), static one => Assert.Equal("application/json", one.Request.Content!.Headers.ContentType!.ToString()));
        Assert.All(sent.Except(sent.Signed()), static one => Assert.Equal("application/x-www-form-urlencoded", one.Request.Content!.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task One_serial_number_for_everybody_each_installation_has_its_own_and_keeps_it()
    {
        string[] one = await SerialsAsync();
        string[] other = await SerialsAsync();
        Assert.Equal((1, 1, 2), (one.Distinct().Count(), other.Distinct().Count(), one.Concat(other).Distinct().Count()));
        Assert.DoesNotContain("123456789", one.Concat(other));
    }

    [Fact]
    public async Task A_header_for_a_token_what_an_answer_holds_is_bare_and_the_header_is_put_together_here()
    {
        TokenWire wire = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        IHost host = await world.StartApplicationAsync(app => app.Services.AddHttpClient("own").ConfigurePrimaryHttpMessageHandler(() => wire).AddXboxAuthentication());
        XboxAccount me = await world.SignInAsync(host.Xbox());
        XstsToken token = await me.GetXstsTokenAsync(XboxDefaults.RelyingParty);
        using HttpResponseMessage answer = await me.CreateClient("own").GetAsync(new Uri("https://titlehub.xboxlive.com/users/me"));
        Assert.Equal($"XBL3.0 x={token.UserHash};{token.Token.Reveal()}", Assert.Single(wire.Authorizations));
        Assert.DoesNotContain(token.Token.Reveal(), static c => c is ' ' or ';' or '=');

        // A whole header in the token's place is no token.
        world.Emulator.Faults.Add(new Fault
        {
            At = "xsts.authorize",
            Status = 200,
            Body = """{"NotAfter":"2031-01-01T00:00:00.0000000Z","Token":"XBL3.0 x=1;made.up","DisplayClaims":{"xui":[{"uhs":"1"}]}}""",
        });
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => me.GetXstsTokenAsync("rp://api.minecraftservices.com/").AsTask());
        Assert.Equal("xsts", error.Step);
    }

    [Fact]
    public async Task Client_ids_of_others_built_in_none_is_and_a_registration_without_one_is_refused()
    {
        Assert.Equal("", new XboxOptions().ClientId);
        await using XboxWorld world = await XboxWorld.StartAsync();
        Exception error = (await Record.ExceptionAsync(() => world.OpenAsync(static options => options.ClientId = "")))!;
        Assert.Contains("ClientId is missing", error.Message, StringComparison.Ordinal);
    }

    private static async Task<string[]> SerialsAsync()
    {
        SentRequests sent = [];
        await using XboxWorld world = await XboxWorld.StartAsync(AzureWorld.Immediately);
        XboxAccount me = await world.SignInAsync(await world.WatchAsync(sent));
        world.Clock.Advance(TimeSpan.FromDays(15));
        await me.GetProfileAsync();
        return
        [
            .. from one in sent
               where one.Request.RequestUri!.AbsolutePath == "/device/authenticate"
               select JsonDocument.Parse(one.Body).RootElement.GetProperty("Properties").GetProperty("SerialNumber").GetString(),
        ];
    }
}
