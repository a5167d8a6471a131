using System.Net;
using System.Runtime.CompilerServices;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>
/// Puts <c>Authorization: XBL3.0 x={user hash};{token}</c> on requests, and a <c>Signature</c> where their host wants one. The endpoint list says whose token goes where, unless
/// the application named one relying party.
/// </summary>
internal sealed class XboxAuthenticator : RequestAuthenticator
{
    private static readonly HttpRequestOptionsKey<bool> SignedByCaller = new("gameauth.xbox.signed");

    private readonly XstsTokens _tokens;
    private readonly AccountSigner _signer;
    private readonly EndpointListCache _lists;
    private readonly EndpointOverrides _hosts;
    private readonly ApiClock? _clock;
    private readonly bool _signs;
    private readonly NamedRelyingParty? _named;
    private readonly ConditionalWeakTable<Account, AccountPaces> _paces = [];

    public XboxAuthenticator(XboxProvider xbox, bool signs, string? relyingParty)
    {
        _tokens = xbox.Xsts;
        _signer = xbox.Signer;
        _lists = xbox.Lists;
        _hosts = xbox.Hosts;
        _signs = signs;
        _named = relyingParty is null ? null : new NamedRelyingParty(relyingParty);

        // The clock of a host that is not Microsoft's is its own affair.
        _clock = _named is { IsXboxLive: false } ? null : xbox.Clock;
    }

    public override Func<ProviderResponse, PaceWindow?>? LimitInBody { get; } = XboxLimitBody.Read;

    public override IReadOnlyList<string> CredentialHeaders { get; } = ["Authorization", XboxRequestSigner.HeaderName];

    public override bool IsAudience(Uri target) => _named is not null
        ? _named.Covers(target) || _hosts.IsLoopback(target)
        : _lists.RuleOf(target)?.RelyingParty is not null || MayBeLearnt(target);

    public override PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) => ServiceOf(request.RequestUri!)?.For(request) is { } service
        ? _paces.GetValue(attempt.Account!, static owner => new AccountPaces(owner))[service]
        : PaceRequest.None;

    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Account account = attempt.Account!;
        _lists.Touch(account);
        EndpointRule? rule = _lists.RuleOf(request.RequestUri!);
        return (_named?.Name ?? rule?.RelyingParty) is { } relyingParty
            ? AuthenticateAsync(request, account, relyingParty, SignerFor(request, rule), cancellationToken)
            : LearnAndAuthenticateAsync(request, account, cancellationToken);
    }

    public override Verdict Judge(AttemptContext attempt, HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return _clock?.IsClockWrong(response) == true ? Verdict.RetryWithNewProof
            : IsRefusedUpgrade(response) ? Verdict.TokenRefused
            : base.Judge(attempt, response);
    }

    private ValueTask<TokenUse> AuthenticateAsync(
        HttpRequestMessage request, Account account, string relyingParty, XboxRequestSigner? signer, CancellationToken cancellationToken)
    {
        ValueTask<XstsToken> getting = account.GetTokenAsync(_tokens, relyingParty, cancellationToken);
        if (!getting.IsCompletedSuccessfully)
        {
            return AwaitTokenAsync(getting, request, account, relyingParty, signer, cancellationToken);
        }

        TokenUse use = Authorize(request, getting.Result, relyingParty);
        if (signer is null)
        {
            return new ValueTask<TokenUse>(use);
        }

        // The signature covers the token that has only come now, and a time that has passed if the request has waited.
        ValueTask signing = _signer.SignAsync(account, request, signer, cancellationToken);
        return signing.IsCompletedSuccessfully ? new ValueTask<TokenUse>(use) : AwaitSignatureAsync(signing, use);
    }

    private async ValueTask<TokenUse> AwaitTokenAsync(
        ValueTask<XstsToken> getting, HttpRequestMessage request, Account account, string relyingParty, XboxRequestSigner? signer, CancellationToken cancellationToken)
    {
        TokenUse use = Authorize(request, await getting.ConfigureAwait(false), relyingParty);
        if (signer is not null)
        {
            await _signer.SignAsync(account, request, signer, cancellationToken).ConfigureAwait(false);
        }

        return use;
    }

    private static async ValueTask<TokenUse> AwaitSignatureAsync(ValueTask signing, TokenUse use)
    {
        await signing.ConfigureAwait(false);
        return use;
    }

    private async ValueTask<TokenUse> LearnAndAuthenticateAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken)
    {
        await _lists.LoadAsync(account, cancellationToken).ConfigureAwait(false);
        EndpointRule? rule = _lists.RuleOf(request.RequestUri!);
        return rule?.RelyingParty is { } relyingParty
            ? await AuthenticateAsync(request, account, relyingParty, SignerFor(request, rule), cancellationToken).ConfigureAwait(false)
            : throw new IllegalStepException(
                $"xbox: no token goes to {request.RequestUri!.GetLeftPart(UriPartial.Authority)} by the endpoint list. Name a relyingParty for it, or use a client without this account; nothing was sent.")
            { Provider = XboxDefaults.Provider, Step = "audience" };
    }

    /// <summary>By the host's policy; a request that the application signed itself is signed anew in any case, since what it was signed over has changed.</summary>
    private XboxRequestSigner? SignerFor(HttpRequestMessage request, EndpointRule? rule) =>
        _signs && rule?.Signer is { } signer ? signer
        : IsSignedByCaller(request) ? rule?.Signer ?? AccountSigner.Default
        : null;

    /// <summary>Whether the application has signed the request itself. The signature is taken off when the request is over; the wish stays, for whoever sends it again.</summary>
    private static bool IsSignedByCaller(HttpRequestMessage request)
    {
        if (request.Headers.NonValidated.Contains(XboxRequestSigner.HeaderName))
        {
            request.Options.Set(SignedByCaller, true);
            return true;
        }

        return request.Options.TryGetValue(SignedByCaller, out bool signed) && signed;
    }

    private TokenUse Authorize(HttpRequestMessage request, XstsToken token, string relyingParty)
    {
        // The bare string: a typed value would be printed anew for every request, and these tokens have thousands of characters.
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", token.Header);
        return TokenUse.Of(_tokens, token, relyingParty);
    }

    /// <summary>Real-time activity says 403 to a token that other services say 401 to.</summary>
    private static bool IsRefusedUpgrade(HttpResponseMessage response) =>
        response is { StatusCode: HttpStatusCode.Forbidden, RequestMessage: { } request } && request.Headers.NonValidated.Contains("Upgrade");

    /// <summary>Whether a list that is not there yet may have a token for a host that the bundled one has none for.</summary>
    private bool MayBeLearnt(Uri target) => !_lists.IsReady && target.Scheme == Uri.UriSchemeHttps && TrustedDomains.Contains(target.IdnHost);

    private ServiceLimit? ServiceOf(Uri target) => _hosts.PacedAs(target) is { } live
        ? XboxLimits.OfHost(live.IdnHost)
        : target.Scheme == Uri.UriSchemeHttps ? XboxLimits.OfHost(target.IdnHost) : null;
}
