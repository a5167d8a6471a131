using GameAuth.Emulator;
using GameAuth.Xbox;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>Xbox Live: the header is made of an XSTS token.</summary>
internal sealed class SilentXbox : SilentProvider
{
    public override string Name => XboxDefaults.Provider;

    public override SilentPeer Peer { get; } = new PrismarinePeer();

    public override EmulatorOptions NewEmulator() => new()
    {
        Xbox = { PollInterval = TimeSpan.FromSeconds(1) },
        SignIns = { new SignInScript { AfterPolls = 0 } },
    };

    public override void AddTo(GameAuthBuilder gameAuth, string way) => gameAuth.AddXbox();

    public override Task SignInAsync(IServiceProvider services, GameAuthEmulator emulator) =>
        services.GetRequiredService<IXboxAuth>().SignInAsync(XboxSignIn.DeviceCode(new NobodysPrompt()));

    public override async Task<Account?> FindAsync(IServiceProvider services) => await services.GetRequiredService<IXboxAuth>().FindAsync();

    public override async Task<string> HeaderAsync(Account account)
    {
        XstsToken token = await ((XboxAccount)account).GetXstsTokenAsync(XboxDefaults.RelyingParty);
        return $"XBL3.0 x={token.UserHash};{token.Token.Reveal()}";
    }

    private sealed class NobodysPrompt : ISignInPrompt
    {
        public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);
    }
}
