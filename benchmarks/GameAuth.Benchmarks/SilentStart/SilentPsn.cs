using System.Net;
using GameAuth.Emulator;
using GameAuth.Providers;
using GameAuth.Psn;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>The PlayStation Network: its token is handed out to requests alone, so that the header is what a request carries to a network in memory.</summary>
internal sealed class SilentPsn : SilentProvider
{
    /// <summary>The way whose request has its permit saved before it leaves, as an application's has.</summary>
    public const string Saved = "saved";

    private const string Client = "header";

    public override string Name => PsnDefaults.Provider;

    public override SilentPeer Peer { get; } = new PsnApiPeer();

    public override IReadOnlyList<string> Ways { get; } = ["files", "client", "host", Saved];

    /// <summary>Permits in memory: the same limits, of which none is saved.</summary>
    public static IEnumerable<PaceRule> RulesInMemory { get; } =
        [new("psn/calls/*", new PaceWindow(10_000, TimeSpan.FromMilliseconds(1))), new("psn/edge")];

    // Together with the first starts below the 300 permits in 15 minutes that the saved limit gives: a round more would measure the wait for the next window.
    public override (int Warm, int Rounds) RepeatsOf(string way) => way == Saved ? (110, 150) : base.RepeatsOf(way);

    public override EmulatorOptions NewEmulator() => new() { Providers = { PsnDefaults.Provider } };

    public override void AddTo(GameAuthBuilder gameAuth, string way)
    {
        gameAuth.AddPsn();
        if (way != Saved)
        {
            gameAuth.AddPaceRules(RulesInMemory);
        }

        gameAuth.Services.AddHttpClient(Client).AddPsnAuthentication().ConfigurePrimaryHttpMessageHandler(static () => new EchoingHandler()).RemoveAllLoggers();
    }

    public override Task SignInAsync(IServiceProvider services, GameAuthEmulator emulator) =>
        services.GetRequiredService<IPsnAuth>().SignInAsync(PsnSignIn.Npsso(new PastingPrompt(emulator.Psn.NpssoOf(emulator.Psn.Players[0].OnlineId))));

    public override async Task<Account?> FindAsync(IServiceProvider services) => await services.GetRequiredService<IPsnAuth>().FindAsync();

    public override async Task<string> HeaderAsync(Account account)
    {
        using HttpClient client = account.CreateClient(Client);
        using HttpResponseMessage echo = await client.GetAsync(new Uri("https://m.np.playstation.com/api/trophy/v1/users/me/trophySummary"));
        return echo.ReasonPhrase!;
    }

    /// <summary>Answers with the header that it was sent.</summary>
    private sealed class EchoingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { ReasonPhrase = request.Headers.NonValidated["Authorization"].ToString() });
    }
}

/// <summary>A player who pastes a text, whatever is asked.</summary>
internal sealed class PastingPrompt(string text) : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new(new Secret(text));
}
