using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class An_xsts_token : EmulatorTest
{
    [Theory]
    [InlineData(false, false, "user")]
    [InlineData(true, false, "device,user")]
    [InlineData(true, true, "device,title,user")]
    public async Task Is_given_for_a_user_a_user_on_a_device_and_a_user_on_a_device_in_a_title(bool onDevice, bool inTitle, string spent)
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string user = (await Client.UserAsync(ticket))["Token"];
        string device = (await Client.DeviceAsync())["Token"];
        string? title = inTitle ? (await Client.TitleAsync(ticket, device))["Token"] : null;

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody(user, onDevice ? device : null, title));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        EmulatorEvent logged = Emulator.Log.Of("xsts.authorize").Single();
        Assert.Equal(spent, string.Join(',', logged.Spent.Select(one => one.Kind).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Is_not_given_for_a_title_without_its_device()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        string user = (await Client.UserAsync(ticket))["Token"];
        string title = (await Client.TitleAsync(ticket, (await Client.DeviceAsync())["Token"]))["Token"];

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody(user, titleToken: title));

        Assert.Equal(2148916254, answer.Json["XErr"]!.GetValue<long>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("umg")]
    [InlineData("mgs,mgt")]
    [InlineData("mgs,mgt,umg")]
    public async Task Has_the_optional_claims_that_were_asked_for_and_no_others(string asked)
    {
        JsonObject body = XboxFlow.XstsBody((await Client.UserAsync("t=" + (await Client.SignInAsync())["access_token"]))["Token"]);
        string[] codes = asked.Split(',', StringSplitOptions.RemoveEmptyEntries);
        body["Properties"]!["OptionalDisplayClaims"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]);

        JsonObject claims = (await Client.XstsAsync(body)).Json["DisplayClaims"]!["xui"]![0]!.AsObject();

        Assert.Equal(codes, claims.Select(one => one.Key).Intersect(["mgs", "mgt", "umg"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Needs_no_device_for_an_azure_application()
    {
        WireAnswer msa = await Client.SignInAsync("11111111-2222-4333-8444-555555555555", "XboxLive.signin XboxLive.offline_access");
        string user = (await Client.UserAsync("d=" + msa["access_token"]))["Token"];

        Assert.Equal(HttpStatusCode.OK, (await Client.XstsAsync(XboxFlow.XstsBody(user))).Status);
    }
}
