using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Xbox.Tests;

/// <summary>How each kind of device names itself.</summary>
public class DevicePropertiesTests
{
    [Theory]
    [InlineData(XboxDeviceKind.Nintendo, "Nintendo", @"^\{[0-9a-f-]{36}\}$", @"^\{[0-9a-f-]{36}\}$")]
    [InlineData(XboxDeviceKind.Android, "Android", @"^\{[0-9a-f-]{36}\}$", null)]
    [InlineData(XboxDeviceKind.IOS, "iOS", @"^[0-9A-F-]{36}$", null)]
    [InlineData(XboxDeviceKind.PlayStation, "PlayStation", @"^[0-9a-f-]{36}$", null)]
    [InlineData(XboxDeviceKind.Win32, "Win32", @"^\{[0-9A-F-]{36}\}$", @"^\{[0-9A-F-]{36}\}$")]
    [InlineData(XboxDeviceKind.Xbox, "Xbox", @"^\{[0-9A-F-]{36}\}$", @"^\{[0-9A-F-]{36}\}$")]
    public async Task Every_kind_writes_its_id_in_its_own_way(XboxDeviceKind kind, string type, string id, string? serial)
    {
        JsonElement body = (await DeviceCallAsync(kind)).Body;
        JsonElement device = body.GetProperty("Properties");
        Assert.Equal(("ProofOfPossession", type, "0.0.0.0"), (Text(device, "AuthMethod"), Text(device, "DeviceType"), Text(device, "Version")));
        Assert.Matches(id, Text(device, "Id"));
        Assert.Equal(serial is not null, device.TryGetProperty("SerialNumber", out JsonElement number));
        if (serial is not null)
        {
            Assert.Matches(serial, number.GetString());
            Assert.Equal(kind is not XboxDeviceKind.Nintendo, number.GetString() == Text(device, "Id"));
        }

        Assert.Equal(["kty", "crv", "alg", "use", "x", "y"], device.GetProperty("ProofKey").EnumerateObject().Select(static one => one.Name));
        Assert.Equal(("http://auth.xboxlive.com", "JWT"), (Text(body, "RelyingParty"), Text(body, "TokenType")));
    }

    [Fact]
    public async Task No_two_installations_are_the_same_device()
    {
        JsonElement one = (await DeviceCallAsync(XboxDeviceKind.Nintendo)).Body.GetProperty("Properties");
        JsonElement other = (await DeviceCallAsync(XboxDeviceKind.Nintendo)).Body.GetProperty("Properties");
        Assert.All((string[])["Id", "SerialNumber"], name => Assert.NotEqual(Text(one, name), Text(other, name)));
        Assert.NotEqual(Text(one.GetProperty("ProofKey"), "x"), Text(other.GetProperty("ProofKey"), "x"));
    }

    [Fact]
    public async Task A_signed_call_looks_like_no_vendors_application()
    {
        HttpRequestMessage request = (await DeviceCallAsync(XboxDeviceKind.Nintendo)).Request;
        Assert.Equal(["Accept", "Accept-Encoding", "Signature", "x-xbl-contract-version"], request.Headers.Select(static header => header.Key).Order(StringComparer.Ordinal));
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
    }

    private static async Task<(HttpRequestMessage Request, JsonElement Body)> DeviceCallAsync(XboxDeviceKind kind)
    {
        SentRequests sent = new();
        await using XboxWorld world = await XboxWorld.StartAsync();
        IXboxAuth xbox = (await world.StartApplicationAsync(
            app => app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).AddHttpMessageHandler(() => new SentRequestsHandler(sent)),
            options => options.Device = kind)).Services.GetRequiredService<IXboxAuth>();
        await world.SignInAsync(xbox);
        (HttpRequestMessage request, byte[] body) = sent.Single(static one => one.Request.RequestUri!.AbsolutePath == "/device/authenticate");
        return (request, JsonDocument.Parse(body).RootElement);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
