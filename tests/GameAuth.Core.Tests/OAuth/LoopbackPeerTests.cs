using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Web;
using GameAuth.Core.Tests.Prompts;
using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.OAuth;

/// <summary>Another user of the same machine has no part in a sign-in.</summary>
public sealed class LoopbackPeerTests
{
    private const uint Me = 1000;
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 0xC350);
    private static readonly IPEndPoint Own = new(IPAddress.Loopback, 0x1F90);

    public static TheoryData<string, bool> Rows => new()
    {
        { Row("0100007F:C350 0100007F:1F90 01", 1000, 7), false },
        { Row("0100007F:C350 0100007F:1F90 01", 0, 7), false },
        { Row("0100007F:C350 0100007F:1F90 01", 1001, 7), true },
        { Row("0100007F:C350 0100007F:1F90 01", 65534, 7), true },

        // Its process has closed it and is gone.
        { Row("0100007F:C350 0100007F:1F90 05", 0, 0), true },

        // The other end of the connection, another port, another address, and nothing at all.
        { Row("0100007F:1F90 0100007F:C350 01", 1001, 7), false },
        { Row("0100007F:C351 0100007F:1F90 01", 1001, 7), false },
        { Row("0200007F:C350 0100007F:1F90 01", 1001, 7), false },
        { "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", false },
        { "", false },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_kernels_table_says_whose_the_other_end_is(string row, bool isOther) =>
        Assert.Equal(isOther, LoopbackPeer.IsOfAnotherUser([row], Peer, Own, Me));

    [Fact]
    public void An_address_of_the_sixth_version_is_looked_up_as_the_kernel_writes_it()
    {
        string row = Row("00000000000000000000000001000000:C350 00000000000000000000000001000000:1F90 01", 1001, 7);
        Assert.True(LoopbackPeer.IsOfAnotherUser([row], new(IPAddress.IPv6Loopback, 0xC350), new(IPAddress.IPv6Loopback, 0x1F90), Me));
    }

    [Fact]
    public async Task A_connection_of_this_user_is_none_of_another()
    {
        foreach (IPAddress address in Socket.OSSupportsIPv6 ? (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback])
        {
            using TcpListener listener = new(address, 0);
            listener.Start();
            using TcpClient client = new(address.AddressFamily);
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            using Socket accepted = await listener.AcceptSocketAsync();
            Assert.False(LoopbackPeer.IsOfAnotherUser(accepted));
        }
    }

    [SecondUserFact]
    public async Task A_second_user_can_not_complete_a_browser_sign_in_whatever_that_user_has_learnt()
    {
        RecordingLogger<AuthorizationCodeFlow> log = new();
        FakePrompt prompt = new(FakePrompt.StayAsync);
        using HttpClient browser = new(new SocketsHttpHandler { UseProxy = false });
        Task<AuthorizationCode> run = new AuthorizationCodeFlow(TimeProvider.System, log).RunAsync(
            Challenges.Account, new AuthorizationCodeSettings("discord", new Uri("https://login.example/authorize"), "client"), prompt, static (code, _) => Task.FromResult(code), CancellationToken.None);
        RedirectChallenge shown = (RedirectChallenge)prompt.Shown[0];
        string state = HttpUtility.ParseQueryString(shown.Authorize.Query)["state"]!;

        // With the right state even, which no second user can read: while the connection stays open, and when it is closed at once.
        foreach (string rest in (string[])["cat <&3", "exec 3>&-; sleep 0.2"])
        {
            string page = await SecondUserFactAttribute.RunAsync(
                $"exec 3<>/dev/tcp/127.0.0.1/{shown.Redirect.Port}; printf 'GET /callback?code=evil&state={state} HTTP/1.1\\r\\nHost: {shown.Redirect.Authority}\\r\\n\\r\\n' >&3; {rest}");
            Assert.DoesNotContain("200 OK", page, StringComparison.Ordinal);
        }

        Assert.False(run.IsCompleted);
        Assert.Contains(log.Lines, static line => line.Contains("another user of this machine", StringComparison.Ordinal));
        (await browser.GetAsync(new Uri($"{shown.Redirect}?code=good&state={state}"))).Dispose();
        Assert.Equal("good", (await run).Code.Reveal());
    }

    private static string Row(string connection, int uid, int inode) =>
        string.Create(CultureInfo.InvariantCulture, $"   3: {connection} 00000000:00000000 00:00000000 00000000  {uid,4}        0 {inode} 1 0000000000000000 20 0 0 10 -1");
}

/// <summary>A test with a second user of this machine: only an administrator may run a program as another user.</summary>
public sealed class SecondUserFactAttribute : FactAttribute
{
    private const string Program = "/usr/bin/setpriv";

    public SecondUserFactAttribute()
    {
        Skip = !OperatingSystem.IsLinux() ? "Only Linux says whose a connection is."
            : LibC.GetEffectiveUserId() != 0 ? "Only root may run a program as another user."
            : !File.Exists(Program) || !File.Exists("/bin/bash") ? "setpriv (util-linux) or bash is missing."
            : null;
    }

    /// <summary>What a script of the user nobody prints.</summary>
    public static async Task<string> RunAsync(string script)
    {
        ProcessStartInfo start = new(Program, ["--reuid=65534", "--regid=65534", "--clear-groups", "/bin/bash", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return output;
    }
}
