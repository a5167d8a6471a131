using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;
using GameAuth.Core.Tests.Wire;
using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.OAuth;

public sealed class AuthorizationCodeFlowTests : IDisposable
{
    private static readonly AccountId Account = new("discord", "default", "0000000000000000000000key0");
    private static readonly AuthorizationCodeSettings Settings = new("discord", new Uri("https://login.example/authorize"), "client") { Scope = "identify" };
    private static readonly AuthorizationCodeSettings PasteSettings = Settings with { Redirect = new Uri("com.example.app://redirect") };
    private readonly FakeClock _clock = new();
    private readonly RecordingLogger<AuthorizationCodeFlow> _log = new();
    private readonly HttpClient _browser = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task The_redirect_is_caught_and_its_code_is_exchanged_with_the_verifier()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, FakePrompt prompt) = await StartAsync();

        using HttpResponseMessage page = await _browser.GetAsync(Answered(shown, "code=c%2B1"));
        AuthorizationCode code = await run;

        Assert.Equal("c+1", code.Code.Reveal());
        Assert.Equal(shown.Redirect.AbsoluteUri, code.Redirect);
        Assert.Equal(new Pkce(code.Verifier!).Challenge, HttpUtility.ParseQueryString(shown.Authorize.Query)["code_challenge"]);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(shown.IsCaught);
        Assert.Equal([SignInPhase.Waiting, SignInPhase.Approved], prompt.Phases);
        Assert.True(prompt.Tokens[0].IsCancellationRequested);
        Assert.Equal("127.0.0.1", shown.Redirect.Host);
        Assert.Equal(shown.Redirect.AbsoluteUri, HttpUtility.ParseQueryString(shown.Authorize.Query)["redirect_uri"]);
    }

    [Fact]
    public async Task The_page_tells_nobody_its_address_and_loads_nothing()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();

        using HttpResponseMessage page = await _browser.GetAsync(Answered(shown, "code=canary"));
        await run;

        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl!.NoStore);
        string html = await page.Content.ReadAsStringAsync();
        Assert.DoesNotContain("canary", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_state_never_ends_the_wait()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();

        foreach (string query in (string[])["?code=evil&state=guess", "?code=evil", "?error=access_denied&state=guess", ""])
        {
            using HttpResponseMessage page = await _browser.GetAsync(new Uri(shown.Redirect, "/callback" + query));
            Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        }

        Assert.False(run.IsCompleted);
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        Assert.Equal("c", (await run).Code.Reveal());
    }

    [Theory]
    [InlineData("/favicon.ico")]
    [InlineData("/")]
    [InlineData("/callback/")]
    [InlineData("/Callback")]
    [InlineData("//callback")]
    [InlineData("/x/../callback2")]
    public async Task Another_path_is_not_found_even_with_the_right_state(string path)
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();

        using HttpResponseMessage page = await _browser.GetAsync(new Uri(shown.Redirect.GetLeftPart(UriPartial.Authority) + path + Answered(shown, "code=c").Query));

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.False(run.IsCompleted);
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        await run;
    }

    [Theory]
    [InlineData("POST", null, 405)]
    [InlineData("HEAD", null, 405)]
    [InlineData("GET", "evil.example", 400)]
    [InlineData("GET", "localhost", 400)]
    [InlineData("GET", "127.0.0.1", 400)]
    public async Task Only_GET_with_the_exact_host_is_taken(string method, string? host, int status)
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();

        string answer = await SendRawAsync(shown, $"{method} {Answered(shown, "code=c").PathAndQuery} HTTP/1.1\r\nHost: {host ?? shown.Redirect.Authority}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.False(run.IsCompleted);
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        await run;
    }

    [Fact]
    public async Task A_head_that_never_ends_is_cut_off_and_page_and_log_say_what_to_do()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();

        string answer = await SendRawAsync(shown, "GET /callback HTTP/1.1\r\nX: " + new string('x', 70_000));

        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        Assert.Contains("Or delete the cookies", answer, StringComparison.Ordinal);
        Assert.Contains("copy the whole address", answer, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, static line => line.Contains("64 KiB", StringComparison.Ordinal) && line.Contains("can be pasted", StringComparison.Ordinal));
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        await run;
    }

    [Theory]
    [InlineData("Cookie: a={0}")]
    [InlineData("Cookie: n=J\u00FCrgen")]
    [InlineData("X-A: a\tb")]
    [InlineData("Content-Length: 0")]
    public async Task What_a_browser_sends_beside_its_request_line_and_its_host_is_its_own_affair(string header)
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();
        string more = header.Replace("{0}", new string('x', 20_000), StringComparison.Ordinal);

        string answer = await SendRawAsync(shown, $"GET {Answered(shown, "code=c").PathAndQuery} HTTP/1.1\r\n{more}\r\nHost: {shown.Redirect.Authority}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal("c", (await run).Code.Reveal());
    }

    [Fact]
    public async Task A_connection_that_a_browser_opens_in_advance_and_closes_is_no_request()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();
        using (TcpClient early = new())
        {
            await early.ConnectAsync(IPAddress.Loopback, shown.Redirect.Port);
        }

        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        await run;
        Assert.DoesNotContain(_log.Lines, static line => line.Contains("not taken", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_name_localhost_is_listened_for_in_both_families_at_one_port()
    {
        FakePrompt prompt = new(FakePrompt.StayAsync);
        Task<AuthorizationCode> run = RunAsync(Settings with { UsesLocalhost = true }, prompt);
        await _clock.WaitForTimersAsync(1, CancellationToken.None);
        RedirectChallenge shown = (RedirectChallenge)prompt.Shown[0];
        Assert.Equal("localhost", shown.Redirect.Host);

        string four = await SendRawAsync(shown, $"GET /favicon.ico HTTP/1.1\r\nHost: {shown.Redirect.Authority}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", four, StringComparison.Ordinal);
        if (Socket.OSSupportsIPv6)
        {
            // Nobody else can have the port of the other family, and a browser that begins with it arrives.
            using TcpListener other = new(IPAddress.IPv6Loopback, shown.Redirect.Port) { ExclusiveAddressUse = true };
            Assert.Throws<SocketException>(other.Start);
        }

        string answer = await SendRawAsync(
            shown, $"GET {Answered(shown, "code=c").PathAndQuery} HTTP/1.1\r\nHost: {shown.Redirect.Authority}\r\n\r\n", Socket.OSSupportsIPv6 ? IPAddress.IPv6Loopback : null);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal("c", (await run).Code.Reveal());
    }

    [Fact]
    public async Task A_fixed_port_that_somebody_has_in_the_other_family_is_a_setting_to_mend()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return;
        }

        using TcpListener taken = new(IPAddress.IPv6Loopback, 0);
        taken.Start();
        AuthorizationCodeSettings settings = Settings with { UsesLocalhost = true, LoopbackPort = ((IPEndPoint)taken.LocalEndpoint).Port };
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => RunAsync(settings, new FakePrompt()));
    }

    [Fact]
    public async Task Connections_that_say_nothing_lose_their_places_after_a_while()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();
        List<TcpClient> silent = [];
        for (int i = 0; i < 16; i++)
        {
            TcpClient client = new();
            await client.ConnectAsync(IPAddress.Loopback, shown.Redirect.Port);
            silent.Add(client);
        }

        Task<HttpResponseMessage> browser = _browser.GetAsync(Answered(shown, "code=c"));
        await _clock.WaitForTimersAsync(17);
        _clock.Advance(TimeSpan.FromSeconds(5));

        (await browser).Dispose();
        Assert.Equal("c", (await run).Code.Reveal());
        silent.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_player_who_says_no_has_declined()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, FakePrompt prompt) = await StartAsync();

        using HttpResponseMessage page = await _browser.GetAsync(Answered(shown, "error=access_denied"));

        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => run)).Reason);
        Assert.Contains("Not signed in", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(SignInPhase.Declined, prompt.Phases[^1]);
    }

    [Fact]
    public async Task The_port_is_closed_when_it_is_over()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync();
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();
        await run;

        using TcpClient late = new();

        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, shown.Redirect.Port));
    }

    [Fact]
    public async Task The_port_is_closed_and_the_prompt_ends_when_the_caller_gives_up()
    {
        using CancellationTokenSource caller = new();
        (Task<AuthorizationCode> run, RedirectChallenge shown, FakePrompt prompt) = await StartAsync(cancellationToken: caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(prompt.Tokens[0].IsCancellationRequested);
        using TcpClient late = new();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(IPAddress.Loopback, shown.Redirect.Port));
    }

    [Fact]
    public async Task A_player_who_never_comes_back_times_out()
    {
        (Task<AuthorizationCode> run, RedirectChallenge shown, FakePrompt prompt) = await StartAsync();

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(SignInReason.TimedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => run)).Reason);
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 10, 0, TimeSpan.Zero), shown.ExpiresAt);
        Assert.Equal(SignInPhase.Expired, prompt.Phases[^1]);
    }

    [Fact]
    public async Task A_pasted_redirect_counts_beside_the_listener()
    {
        TaskCompletionSource<Secret?> paste = new();
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync(ask: (_, _) => new ValueTask<Secret?>(paste.Task));

        paste.SetResult(new Secret(Answered(shown, "code=pasted").AbsoluteUri));

        Assert.Equal("pasted", (await run).Code.Reveal());
    }

    [Fact]
    public async Task A_wrong_paste_does_not_end_the_wait_of_the_listener()
    {
        TaskCompletionSource<Secret?> paste = new();
        (Task<AuthorizationCode> run, RedirectChallenge shown, _) = await StartAsync(ask: (_, _) => new ValueTask<Secret?>(paste.Task));

        paste.SetResult(new Secret(new Uri(shown.Redirect, "?code=canary&state=guess").AbsoluteUri));
        (await _browser.GetAsync(Answered(shown, "code=c"))).Dispose();

        Assert.Equal("c", (await run).Code.Reveal());
        Assert.All(_log.Lines, line => Assert.DoesNotContain("canary", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_listens_the_pasted_redirect_is_the_answer()
    {
        FakePrompt prompt = new((shown, _) => new ValueTask<Secret?>(new Secret(Answered((RedirectChallenge)shown, "code=pasted").OriginalString)));

        AuthorizationCode code = await RunAsync(PasteSettings, prompt);

        Assert.Equal(("pasted", "com.example.app://redirect"), (code.Code.Reveal(), code.Redirect));
        Assert.False(((RedirectChallenge)prompt.Shown[0]).IsCaught);
    }

    [Fact]
    public async Task Where_nothing_listens_a_wrong_paste_says_what_to_paste()
    {
        FakePrompt prompt = new((_, _) => new ValueTask<Secret?>(new Secret("canary")));

        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(PasteSettings, prompt));

        Assert.Contains("whole address", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_no_paste_is_a_no() =>
        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => RunAsync(PasteSettings, new FakePrompt()))).Reason);

    [Fact]
    public async Task A_prompt_that_throws_ends_the_sign_in_with_its_exception()
    {
        FakePrompt prompt = new((_, _) => throw new InvalidTimeZoneException());

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => RunAsync(Settings, prompt));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_setting_to_mend()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        GameAuthConfigurationException error =
            await Assert.ThrowsAsync<GameAuthConfigurationException>(() => RunAsync(Settings with { LoopbackPort = port, RedirectOption = "RedirectUri" }, new FakePrompt()));

        Assert.Contains("leave the port out of RedirectUri", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LoopbackPort", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("callback")]
    [InlineData("/call back")]
    [InlineData("/callback?x=1")]
    [InlineData("/callback#f")]
    [InlineData("/a/../b")]
    [InlineData("@evil.example/")]
    [InlineData("")]
    public async Task A_path_that_is_none_is_a_setting_to_mend(string path) =>
        await Assert.ThrowsAsync<GameAuthConfigurationException>(() => RunAsync(Settings with { LoopbackPath = path }, new FakePrompt()));

    private static Uri Answered(RedirectChallenge shown, string answer) =>
        new($"{shown.Redirect.OriginalString}?{answer}&state={HttpUtility.ParseQueryString(shown.Authorize.Query)["state"]}");

    private static async Task<string> SendRawAsync(RedirectChallenge shown, string request, IPAddress? address = null)
    {
        using TcpClient client = new((address ?? IPAddress.Loopback).AddressFamily);
        await client.ConnectAsync(address ?? IPAddress.Loopback, shown.Redirect.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }

    private Task<AuthorizationCode> RunAsync(AuthorizationCodeSettings settings, ISignInPrompt prompt, CancellationToken cancellationToken = default) =>
        new AuthorizationCodeFlow(_clock, _log).RunAsync(Account, settings, prompt, (code, _) => Task.FromResult(code), cancellationToken);

    private async Task<(Task<AuthorizationCode> Run, RedirectChallenge Shown, FakePrompt Prompt)> StartAsync(
        Func<SignInChallenge, CancellationToken, ValueTask<Secret?>>? ask = null, CancellationToken cancellationToken = default)
    {
        FakePrompt prompt = new(ask ?? FakePrompt.StayAsync);
        Task<AuthorizationCode> run = RunAsync(Settings, prompt, cancellationToken);
        await _clock.WaitForTimersAsync(1, CancellationToken.None);
        return (run, (RedirectChallenge)prompt.Shown[0], prompt);
    }
}
