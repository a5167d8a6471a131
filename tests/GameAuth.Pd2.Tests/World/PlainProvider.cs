using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2.Tests;

/// <summary>A provider of nothing but an account, so that the socket is tested for itself.</summary>
internal sealed class PlainAuth(ProviderContext context) : Provider<PlainAccount, PlainSignIn>(context)
{
    private readonly PlainGrants _grants = new();

    public static ProviderDescriptor<PlainAuth, PlainOptions> Descriptor { get; } = new("plain", "Plain", static (context, _) => new PlainAuth(context)) { Bind = static (_, _) => { } };

    public Exchange Exchange => field ??= Context.CreateExchange();

    public SteadyClock Clock => Context.Steady;

    public ILogger Log => Context.Log;

    protected override RequestAuthenticator Authenticator { get; } = new NoAuthenticator();

    protected override PlainAccount CreateHandle(AccountBinding binding) => new(binding);

    protected override Task<AccountBinding> PromptAsync(PlainSignIn how, AccountId account, CancellationToken cancellationToken) =>
        Context.BeginAsync(account, _grants, new PlainToken(new Secret("synthetic-grant"), ExpiresAt: null), cancellationToken);

    protected override Task<PlayerIdentity> IdentifyAsync(PlainAccount account, CancellationToken cancellationToken) => Task.FromResult(new PlayerIdentity("synthetic-subject"));
}

internal sealed class PlainOptions : ProviderOptions
{
    protected override IReadOnlyDictionary<string, Uri> LiveEndpoints { get; } = new Dictionary<string, Uri> { ["issuer"] = new("https://issuer.plain.invalid") };

    protected override Uri Issuer => EndpointOf("issuer");
}

internal sealed record PlainSignIn : SignIn;

internal sealed class PlainAccount(AccountBinding binding) : Account(binding);

internal sealed record PlainToken(Secret Value, DateTimeOffset? ExpiresAt) : IToken;

internal sealed class PlainGrants() : TokenSource<PlainToken>("grant", TokenScope.Account, RefreshBehavior.Remint, PlainJson.Default.PlainToken)
{
    protected override Task<PlainToken> MintAsync(MintContext<PlainToken> mint, CancellationToken deadline) => throw new NotSupportedException();
}

internal sealed class NoAuthenticator : RequestAuthenticator
{
    public override bool IsAudience(Uri target) => target.IsLoopback;

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken) => default;
}

[JsonSourceGenerationOptions(Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(PlainToken))]
internal sealed partial class PlainJson : JsonSerializerContext;
