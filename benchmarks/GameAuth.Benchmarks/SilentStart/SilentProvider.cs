using GameAuth.Emulator;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Benchmarks.SilentStart;

/// <summary>What is special to the silent start of one provider.</summary>
internal abstract class SilentProvider
{
    public static SilentProvider Of(string name) => name switch
    {
        "xbox" => new SilentXbox(),
        "psn" => new SilentPsn(),
        _ => throw new ArgumentException($"There is no silent start of '{name}': use xbox or psn."),
    };

    /// <summary>The provider, as the command line and the emulator call it.</summary>
    public abstract string Name { get; }

    public abstract SilentPeer Peer { get; }

    /// <summary>How the start is measured: with a client of its own, in a generic host, and whatever else shows where its time goes.</summary>
    public virtual IReadOnlyList<string> Ways { get; } = ["files", "client", "host"];

    /// <summary>How often the repeated start runs before it is measured, and then. A provider's own limits may allow less.</summary>
    public virtual (int Warm, int Rounds) RepeatsOf(string way) => (200, 300);

    public abstract EmulatorOptions NewEmulator();

    /// <param name="gameAuth">The family, with its store and key.</param>
    /// <param name="way">One of <see cref="Ways"/>.</param>
    public abstract void AddTo(GameAuthBuilder gameAuth, string way);

    public abstract Task SignInAsync(IServiceProvider services, GameAuthEmulator emulator);

    public abstract Task<Account?> FindAsync(IServiceProvider services);

    /// <summary>The value of the <c>Authorization</c> header that a request of the account carries.</summary>
    public abstract Task<string> HeaderAsync(Account account);
}
