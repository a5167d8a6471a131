using System.Net;
using System.Net.Sockets;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hosting;

public sealed class The_hosts : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) => options.Providers.Add("xbox");

    [Fact]
    public void Have_a_loopback_port_each()
    {
        Assert.Equal(
            ["login.live.com", "device.auth.xboxlive.com", "user.auth.xboxlive.com", "title.auth.xboxlive.com", "sisu.xboxlive.com", "xsts.auth.xboxlive.com", "profile.xboxlive.com", "title.mgt.xboxlive.com",
                "achievements.xboxlive.com", "titlehub.xboxlive.com", "userpresence.xboxlive.com", "peoplehub.xboxlive.com", "social.xboxlive.com", "rta.xboxlive.com", "api.minecraftservices.com", "multiplayer.minecraft.net"],
            Emulator.Hosts.Keys);
        Assert.Equal(Emulator.Hosts.Count, Emulator.Hosts.Values.Select(address => address.Port).Distinct().Count());
        Assert.All(Emulator.Hosts.Values, address => Assert.Equal("127.0.0.1", address.Host));
    }

    [Fact]
    public void Are_named_in_the_configuration()
    {
        Assert.Equal(Emulator.Hosts["sisu.xboxlive.com"].GetLeftPart(UriPartial.Authority), Emulator.Configuration["GameAuth:Xbox:Endpoints:sisu"]);
        Assert.Equal(["login", "device", "user", "title", "sisu", "xsts", "profile", "titlemgt", "achievements", "titlehub", "userpresence", "peoplehub", "social", "rta", "minecraftservices", "multiplayer"],
            Emulator.Configuration.Keys.Where(key => key.StartsWith("GameAuth:Xbox:Endpoints:", StringComparison.Ordinal)).Select(key => key.Split(':')[^1]));
        Assert.Equal("true", Emulator.Configuration["GameAuth:AllowLoopbackHttp"]);
        Assert.Equal("emulator-client-0001", Emulator.Configuration["GameAuth:Xbox:ClientId"]);
    }

    [Theory]
    [InlineData("login.live.com")]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task Refuse_a_foreign_name(string name)
    {
        int port = Emulator.Hosts["login.live.com"].Port;
        string host = name.Contains(':', StringComparison.Ordinal) ? name : $"{name}:{port}";

        WireAnswer answer = await WithHostAsync(host);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.Status);
        Assert.Equal("foreign_host", answer["error"]);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Answer_to_their_loopback_names(string name)
    {
        Assert.Equal(HttpStatusCode.OK, (await WithHostAsync($"{name}:{Emulator.Hosts["login.live.com"].Port}")).Status);
    }

    [Theory]
    [InlineData("sisu.xboxlive.com", "/proxy", HttpStatusCode.NotImplemented)]
    [InlineData("device.auth.xboxlive.com", "/authorize", HttpStatusCode.NotImplemented)]
    [InlineData("login.live.com", "/", HttpStatusCode.NotImplemented)]
    public async Task Say_what_they_do_not_serve(string host, string path, HttpStatusCode status)
    {
        WireAnswer answer = await Client.PostBytesAsync(host, path, "{}"u8.ToArray(), null);

        Assert.Equal(status, answer.Status);
        Assert.Contains(host, answer["message"], StringComparison.Ordinal);
        Assert.Equal("unknown", Emulator.Log.Events.Single().Step);
    }

    [Fact]
    public async Task Name_the_method_that_a_path_takes()
    {
        WireAnswer answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Get, Client.Address("xsts.auth.xboxlive.com", "/xsts/authorize")));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.Status, answer.Message.Content.Headers.Allow.Single()));
    }

    [Theory]
    [InlineData(1024 * 1024, HttpStatusCode.BadRequest)]
    [InlineData((1024 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Read_a_mebibyte_and_no_more(int size, HttpStatusCode status)
    {
        Assert.Equal(status, (await Client.PostBytesAsync("xsts.auth.xboxlive.com", "/xsts/authorize", new byte[size], null)).Status);
    }

    [Fact]
    public async Task Take_no_absolute_address_for_a_target()
    {
        Uri login = Emulator.Hosts["login.live.com"];
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, login.Port);
        await tcp.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {login} HTTP/1.1\r\nHost: {login.Authority}\r\nConnection: close\r\n\r\n"));
        using StreamReader reader = new(tcp.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Date_every_answer_by_their_own_clock()
    {
        Emulator.ClockSkew = TimeSpan.FromMinutes(-7);

        WireAnswer answer = await Client.PostBytesAsync("sisu.xboxlive.com", "/nowhere", [], null);

        Assert.Equal(Time.GetUtcNow().AddMinutes(-7), answer.Message.Headers.Date);
        Assert.Null(answer.Header("Server"));
    }

    private Task<WireAnswer> WithHostAsync(string host)
    {
        HttpRequestMessage request = new(HttpMethod.Get, Client.Address("login.live.com", "/oauth20_remoteconnect.srf"));
        request.Headers.Host = host;
        return Client.SendAsync(request);
    }
}
