using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Reads what a gateway says to a poll and to a refresh: tokens or a refusal, in whichever status and shape.</summary>
internal sealed class GatewayTokenReader(HytaleOptions options, TimeProvider time)
{
    public DevicePollResult<HytaleGrant> ReadPoll(ProviderResponse answer)
    {
        // The word goes before the status: pending comes with 200, 202, 400 and 401.
        HytaleErrorResponse refusal = HytaleErrorResponse.Read(answer);
        if (answer.IsSuccess && TokensOf(answer, refusal) is { } tokens)
        {
            return new DevicePollResult<HytaleGrant>(DevicePollVerdict.Approved) { Granted = Grant(tokens, previous: null) };
        }

        DevicePollVerdict verdict = refusal.Code switch
        {
            HytaleErrorCode.AuthorizationPending => DevicePollVerdict.Pending,
            "slow_down" => DevicePollVerdict.SlowDown,
            "access_denied" or "authorization_declined" => DevicePollVerdict.Declined,
            "expired_token" or "code_expired" or HytaleErrors.InvalidGrant or HytaleErrorCode.InvalidDeviceCode or HytaleErrorCode.SessionNotFound => DevicePollVerdict.Expired,
            HytaleErrorCode.ServiceError => DevicePollVerdict.Unreachable,
            _ => DevicePollVerdict.Failed,
        };
        return new DevicePollResult<HytaleGrant>(verdict)
        {
            RetryAfter = refusal.RetryAfter,
            Failure = verdict is DevicePollVerdict.Failed ? refusal.ToException() : null,
        };
    }

    /// <exception cref="OutcomeUnknownException">The answer is a success that can not be used: the refresh token may be spent.</exception>
    /// <exception cref="GameAuthException">The gateway refused.</exception>
    public HytaleGrant ReadRefresh(ProviderResponse answer, HytaleGrant previous)
    {
        if (HytaleErrorResponse.Find(answer) is { } refusal)
        {
            throw refusal.ToException(isRefresh: true);
        }

        try
        {
            TokenResult result = TokenResult.Read(answer);
            return result.IsGranted ? Grant(result.Tokens, previous) : throw HytaleErrorResponse.Read(answer).ToException(isRefresh: true);
        }
        catch (ProviderException missing) when (missing.Code is TokenResult.NoToken)
        {
            throw new GameAuthConfigurationException(
                $"hytale: the gateway took the refresh and returned no tokens: it keeps them itself, which this client can not use. Ask it to return access_token and refresh_token, or set Dialect to {HytaleDialect.Direct}.")
            { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };
        }
        catch (ProviderException)
        {
            throw new OutcomeUnknownException($"hytale: the answer of step '{answer.Step}' is a success that can not be used; the refresh token may be spent. Try again once.")
            { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };
        }
    }

    private static TokenResponse? TokensOf(ProviderResponse answer, HytaleErrorResponse refusal)
    {
        try
        {
            return TokenResult.Read(answer).Tokens;
        }
        catch (ProviderException) when (refusal.Code is not HytaleErrorCode.InvalidRequest)
        {
            // It is no answer with tokens, and says what it is.
            return null;
        }
    }

    private HytaleGrant Grant(TokenResponse tokens, HytaleGrant? previous) => HytaleGrant.From(tokens, previous, options, time, AccountOf(tokens, previous));

    // A gateway that is told a name keeps the tokens under it, whatever it calls the account itself.
    private string? AccountOf(TokenResponse tokens, HytaleGrant? previous) => options.GatewayAccountId is { } told
        ? previous?.AccountId ?? told
        : ServerText.NameOrNull(tokens.FindText("account_id")) ?? previous?.AccountId;
}
