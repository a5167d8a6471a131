using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class A_request_that_is_no_good : EmulatorTest
{
    [Theory]
    [InlineData("RelyingParty", "http://auth.xboxlive.com/")]
    [InlineData("TokenType", "jwt")]
    [InlineData("Properties.AuthMethod", "RPS")]
    [InlineData("Properties.DeviceType", "Toaster")]
    [InlineData("Properties.Id", "")]
    [InlineData("Properties.Version", "")]
    public async Task For_a_device_token_names_the_member(string path, string value)
    {
        JsonObject body = XboxFlow.DeviceBody(Client.Key.Jwk);
        Set(body, path, value);

        WireAnswer answer = await Client.PostAsync("device.auth.xboxlive.com", "/device/authenticate", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(path, answer["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://xboxlive.com/")]
    [InlineData("https://multiplayer.minecraft.net")]
    [InlineData("")]
    public async Task For_an_xsts_token_names_another_relying_party_by_a_trailing_slash(string relyingParty)
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string user = (await Client.UserAsync(ticket))["Token"];

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody(user, relyingParty: relyingParty));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Fact]
    public async Task For_an_xsts_token_of_another_sandbox_is_content_isolation()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        JsonObject body = XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"]);
        body["Properties"]!["SandboxId"] = "XDKS.1";

        Assert.Equal(2148916242, (await Client.XstsAsync(body)).Json["XErr"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"RelyingParty\":")]
    [InlineData("{} trailing")]
    public async Task Is_no_json_object(string text)
    {
        foreach ((string host, string path) in new[]
        {
            ("device.auth.xboxlive.com", "/device/authenticate"), ("user.auth.xboxlive.com", "/user/authenticate"),
            ("title.auth.xboxlive.com", "/title/authenticate"), ("sisu.xboxlive.com", "/authorize"), ("xsts.auth.xboxlive.com", "/xsts/authorize"),
        })
        {
            WireAnswer answer = await Client.PostBytesAsync(host, path, Encoding.UTF8.GetBytes(text), null);
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        }
    }

    private static void Set(JsonObject body, string path, string value)
    {
        string[] names = path.Split('.');
        JsonNode at = names.Length == 1 ? body : body[names[0]]!;
        at[names[^1]] = value;
    }
}
