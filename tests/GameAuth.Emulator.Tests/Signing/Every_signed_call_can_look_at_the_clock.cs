using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Signing;

public sealed class Every_signed_call_can_look_at_the_clock : EmulatorTest
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    protected override void Configure(EmulatorOptions options) => options.Xbox.Freshness = new XboxFreshness
    {
        Device = Window, User = Window, Title = Window, Sisu = Window, Xsts = Window, Profile = Window,
    };

    [Theory]
    [InlineData("device.auth.xboxlive.com", "/device/authenticate")]
    [InlineData("user.auth.xboxlive.com", "/user/authenticate")]
    [InlineData("title.auth.xboxlive.com", "/title/authenticate")]
    [InlineData("sisu.xboxlive.com", "/authenticate")]
    [InlineData("sisu.xboxlive.com", "/authorize")]
    [InlineData("xsts.auth.xboxlive.com", "/xsts/authorize")]
    public async Task And_refuses_one_that_is_off_with_403_and_nothing(string host, string path)
    {
        JsonObject body = await BodyOfAsync(host + path);

        WireAnswer late = await SendAsync(host, path, body, Window + TimeSpan.FromSeconds(1));
        WireAnswer early = await SendAsync(host, path, body, -Window - TimeSpan.FromSeconds(1));
        WireAnswer good = await SendAsync(host, path, body, Window);

        Assert.Equal((HttpStatusCode.Forbidden, ""), (late.Status, late.Text));
        Assert.Equal((HttpStatusCode.Forbidden, ""), (early.Status, early.Text));
        Assert.Equal(Client.Now, late.Message.Headers.Date);
        Assert.Equal(HttpStatusCode.OK, good.Status);
    }

    [Fact]
    public async Task And_so_can_an_api()
    {
        const string Target = "/users/me/profile/settings?settings=Gamertag";
        string authorization = (await Client.SisuSignInAsync()).Json["AuthorizationToken"]!.AuthorizationHeader();
        string Signature(TimeSpan off) => Client.Key.Sign("GET", Target, authorization, [], Client.Now + off);

        WireAnswer late = await Client.GetProfileAsync(Target, authorization, signature: Signature(TimeSpan.FromMinutes(3)));
        WireAnswer good = await Client.GetProfileAsync(Target, authorization, signature: Signature(TimeSpan.Zero));

        Assert.Equal((HttpStatusCode.Forbidden, ""), (late.Status, late.Text));
        Assert.Equal(HttpStatusCode.OK, good.Status);
    }

    [Fact]
    public async Task By_a_clock_that_is_skewed_for_one_request()
    {
        Emulator.Faults.Add(new Fault { At = "device", ClockSkew = TimeSpan.FromMinutes(10) });

        Assert.Equal(HttpStatusCode.Forbidden, (await Client.DeviceAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.DeviceAsync()).Status);
    }

    private Task<WireAnswer> SendAsync(string host, string path, JsonObject body, TimeSpan off)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return Client.PostBytesAsync(host, path, bytes, Client.Key.Sign("POST", path, "", bytes, Client.Now + off));
    }

    private async Task<JsonObject> BodyOfAsync(string call)
    {
        string access = (await Client.SignInAsync())["access_token"];
        string device = (await Client.DeviceAsync())["Token"];
        JsonObject user = XboxFlow.UserBody("t=" + access);
        user["Properties"]!["ProofKey"] = Client.Key.Jwk;
        return call switch
        {
            "device.auth.xboxlive.com/device/authenticate" => XboxFlow.DeviceBody(Client.Key.Jwk),
            "user.auth.xboxlive.com/user/authenticate" => user,
            "title.auth.xboxlive.com/title/authenticate" => XboxFlow.TitleBody("t=" + access, device, Client.Key.Jwk),
            "sisu.xboxlive.com/authenticate" => BrowserFlow.SisuAuthenticateBody(device),
            "sisu.xboxlive.com/authorize" => XboxFlow.SisuBody(access, device, Client.Key.Jwk),
            _ => XboxFlow.XstsBody((await Client.UserAsync("t=" + access))["Token"], device),
        };
    }
}
