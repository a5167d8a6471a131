using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>A provider with nothing but a rotating grant, by public API, as a provider's author outside this repository would write it.</summary>
internal sealed class RotorAuth : Provider<RotorAccount, RotorSignIn>
{
    public const string Name = "rotor";

    public static readonly ProviderDescriptor<RotorAuth, RotorOptions> Descriptor = new(Name, "Rotor", static (context, options) => new RotorAuth(context, options)) { Bind = static (_, _) => { } };

    private readonly RotorWire _wire;

    private RotorAuth(ProviderContext context, RotorOptions options)
        : base(context)
    {
        _wire = new RotorWire(context.CreateExchange(), options, context.Time);
        Grants = new RotorGrants(_wire);
    }

    public RotorGrants Grants { get; }

    protected override RequestAuthenticator Authenticator => new RotorAuthenticator(this);

    protected override RotorAccount CreateHandle(AccountBinding binding) => new(binding);

    protected override async Task<AccountBinding> PromptAsync(RotorSignIn how, AccountId account, CancellationToken cancellationToken) =>
        await Context.BeginAsync(account, Grants, await _wire.SignInAsync(cancellationToken), cancellationToken);

    // The server has one player, so that every sign-in is the same player again.
    protected override Task<PlayerIdentity> IdentifyAsync(RotorAccount account, CancellationToken cancellationToken) =>
        Task.FromResult(new PlayerIdentity("player"));
}
