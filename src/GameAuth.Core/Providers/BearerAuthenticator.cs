using System.Runtime.CompilerServices;

namespace GameAuth.Providers;

/// <summary>An authenticator for services that take one token in the <c>Authorization</c> header (RFC 6750 section 2.1), on hosts that are known beforehand.</summary>
/// <typeparam name="T">The token.</typeparam>
/// <param name="source">Where the token comes from.</param>
/// <param name="hosts">The addresses that the token may go to: scheme, host and port are compared.</param>
/// <param name="audience">The audience that the token is asked for with; null where the source has one.</param>
/// <remarks>Safe for use from any thread. A header is composed once per token, since tokens may have thousands of characters.</remarks>
public abstract class BearerAuthenticator<T>(TokenSource<T> source, IEnumerable<Uri> hosts, string? audience = null) : RequestAuthenticator
    where T : class, IToken
{
    private readonly Uri[] _hosts = [.. hosts];
    private readonly ConditionalWeakTable<T, string> _headers = [];

    /// <summary>The scheme of the header. Default <c>Bearer</c>.</summary>
    protected virtual string Scheme => "Bearer";

    /// <inheritdoc/>
    public override bool IsAudience(Uri target)
    {
        foreach (Uri host in _hosts)
        {
            if (EndpointRules.IsSameOrigin(target, host))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public override ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        ValueTask<T> getting = attempt.Account!.GetTokenAsync(source, audience, cancellationToken);
        return getting.IsCompletedSuccessfully ? new ValueTask<TokenUse>(Put(attempt, request, getting.Result)) : AwaitAsync(getting, attempt, request);
    }

    /// <summary>The text of the token.</summary>
    /// <param name="token">The token.</param>
    /// <returns>What follows the scheme.</returns>
    protected abstract Secret TextOf(T token);

    /// <summary>Called when a token is put on a request for the first time in this process. Does nothing by default.</summary>
    /// <param name="account">Whose token.</param>
    /// <param name="token">The token.</param>
    protected virtual void OnFirstUse(Account account, T token)
    {
    }

    /// <summary>Called when a token was refused, before the request is made once more with another. Does nothing by default.</summary>
    /// <param name="account">Whose token.</param>
    /// <param name="token">The token.</param>
    /// <param name="answer">The answer of a typed call; null for the request of a client.</param>
    protected virtual void OnRefused(Account account, T token, ProviderResponse? answer)
    {
    }

    /// <inheritdoc/>
    protected internal sealed override void OnTokenRefused(AttemptContext attempt, ProviderResponse? answer)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        OnRefused(attempt.Account!, (T)attempt.Use.Token!, answer);
    }

    private async ValueTask<TokenUse> AwaitAsync(ValueTask<T> getting, AttemptContext attempt, HttpRequestMessage request) =>
        Put(attempt, request, await getting.ConfigureAwait(false));

    private TokenUse Put(AttemptContext attempt, HttpRequestMessage request, T token)
    {
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", _headers.TryGetValue(token, out string? header) ? header : Compose(attempt.Account!, token));
        return TokenUse.Of(source, token, audience);
    }

    private string Compose(Account account, T token)
    {
        OnFirstUse(account, token);
        return _headers.GetValue(token, one => $"{Scheme} {TextOf(one).Reveal()}");
    }
}
