using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>A provider that never calls anybody: its sign-ins come from another program's file, and its grant is what the file said.</summary>
internal sealed class KeepsakeAuth : Provider<KeepsakeAccount, SignIn>
{
    public static readonly ProviderDescriptor<KeepsakeAuth, KeepsakeOptions> Descriptor = new("keepsake", "Keepsake", static (context, _) => new KeepsakeAuth(context)) { Bind = static (_, _) => { } };

    private KeepsakeAuth(ProviderContext context)
        : base(context)
    {
    }

    public KeepsakeGrants Grants { get; } = new();

    protected override RequestAuthenticator Authenticator { get; } = new KeepsakeAuthenticator();

    protected override KeepsakeAccount CreateHandle(AccountBinding binding) => new(binding);

    protected override Task<AccountBinding> PromptAsync(SignIn how, AccountId account, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is asked here.");

    protected override Task<PlayerIdentity> IdentifyAsync(KeepsakeAccount account, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is asked here.");

    protected override Task<ImportResult> TakeOverAsync(CredentialImport from, ImportOptions options, CancellationToken cancellationToken) =>
        Context.ImportAsync(from, "keepsake", Grants, new KeepsakeImporter(), options, cancellationToken);
}

/// <summary>There is no API to call: the tokens go nowhere.</summary>
internal sealed class KeepsakeAuthenticator : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => false;

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody is called here.");
}
