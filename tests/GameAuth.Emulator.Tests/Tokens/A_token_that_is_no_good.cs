using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

/// <summary>Expired and unknown tokens earn different codes: one is re-minted, the other dropped.</summary>
public sealed class A_token_that_is_no_good : EmulatorTest
{
    [Theory]
    [InlineData(XboxTokenKind.User, true, 2148916258, "0")]
    [InlineData(XboxTokenKind.User, false, 2148916261, "0")]
    [InlineData(XboxTokenKind.Device, true, 2148916256, "xdi")]
    [InlineData(XboxTokenKind.Device, false, 2148916259, "xdi")]
    [InlineData(XboxTokenKind.Title, true, 2148916257, "0")]
    [InlineData(XboxTokenKind.Title, false, 2148916260, "0")]
    public async Task Is_named_by_xsts_in_the_body(XboxTokenKind kind, bool expired, long code, string identity)
    {
        JsonObject body = await XstsBodyAsync();
        Spoil(kind, expired);

        WireAnswer answer = await Client.PostAsync("xsts.auth.xboxlive.com", "/xsts/authorize", body, _ => "");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(["Identity", "XErr", "Message"], answer.Json.AsObject().Select(one => one.Key));
        Assert.Equal((identity, code), (answer["Identity"], answer.Json["XErr"]!.GetValue<long>()));
    }

    [Theory]
    [InlineData(true, "2148916256")]
    [InlineData(false, "2148916259")]
    public async Task Is_named_by_sisu_in_a_header_when_it_is_a_device_token(bool expired, string code)
    {
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        Spoil(XboxTokenKind.Device, expired);

        WireAnswer answer = await Client.SisuAsync(access, device);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(code, answer.Header("X-Err"));
        Assert.StartsWith("XSTS error=", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Empty(answer.Bytes);
    }

    [Fact]
    public async Task Is_a_title_token_beside_another_device_token()
    {
        JsonObject body = await XstsBodyAsync();
        body["Properties"]!["DeviceToken"] = (await Client.DeviceAsync())["Token"];

        WireAnswer answer = await Client.XstsAsync(body);

        Assert.Equal(2148916254, answer.Json["XErr"]!.GetValue<long>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Is_an_access_token_that_ended(bool expired)
    {
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        Spoil(XboxTokenKind.MsaAccess, expired);

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.SisuAsync(access, device)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.UserAsync("t=" + access)).Status);
    }

    [Fact]
    public async Task Ends_by_itself_when_its_time_is_over()
    {
        JsonObject body = await XstsBodyAsync();
        Time.Advance(TimeSpan.FromDays(14));

        WireAnswer answer = await Client.XstsAsync(body);

        Assert.Equal(2148916256, answer.Json["XErr"]!.GetValue<long>());
    }

    [Fact]
    public async Task Is_one_of_a_kind_that_the_place_does_not_take()
    {
        JsonObject body = await XstsBodyAsync();
        string title = body["Properties"]!["TitleToken"]!.GetValue<string>();
        body["Properties"]!["UserTokens"] = new JsonArray(title);

        Assert.Equal(2148916261, (await Client.XstsAsync(body)).Json["XErr"]!.GetValue<long>());
    }

    private void Spoil(XboxTokenKind kind, bool expired) =>
        Assert.Equal(1, expired ? Emulator.Xbox.ExpireNow(kind) : Emulator.Xbox.ForgetNow(kind));

    private async Task<JsonObject> XstsBodyAsync()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        string title = (await Client.TitleAsync(ticket, device))["Token"];
        return XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"], device, title);
    }
}
