namespace GameAuth.Providers;

/// <summary>The attempts of one call.</summary>
internal sealed class WireExchange(Exchange channel, HttpClient http, ProviderCall call)
{
    public async Task<WireAttempt> AttemptAsync(CancellationToken cancellationToken)
    {
        using IPacePermit? permit = call.Pace.IsNone
            ? null
            : await channel.Pacer.AcquireAsync(call.Pace, cancellationToken).ConfigureAwait(false);
        bool mayHaveLeft = false;
        try
        {
            using HttpRequestMessage request = await BuildAsync(cancellationToken).ConfigureAwait(false);
            mayHaveLeft = true;
            WireAttempt ended = await ExchangeAsync(request, permit, call.FinishesOnceSent ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
            mayHaveLeft = ended.WasSent;
            return ended;
        }
        finally
        {
            if (!mayHaveLeft)
            {
                permit?.GiveBack();
            }
        }
    }

    private async ValueTask<HttpRequestMessage> BuildAsync(CancellationToken cancellationToken)
    {
        HttpRequestMessage request;
        try
        {
            request = await call.Build(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (TransportFailure.IsUnfit(e))
        {
            throw TransportFailure.Unfit(channel.Provider, call.Step, e);
        }

        Uri? target = request.RequestUri is { IsAbsoluteUri: false } path && http.BaseAddress is { } root
            ? new Uri(root, path)
            : request.RequestUri ?? http.BaseAddress;
        if (target is { IsAbsoluteUri: true } && (target.Scheme is "https" || (target.Scheme is "http" && target.IsLoopback)))
        {
            return request;
        }

        request.Dispose();
        throw TransportFailure.Insecure(channel.Provider, call.Step);
    }

    private async Task<WireAttempt> ExchangeAsync(HttpRequestMessage request, IPacePermit? permit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(call.AttemptTimeout, channel.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            DateTimeOffset receivedAt = Learn(response, permit);
            WireOrigin origin = new(channel.Provider, call.Step, receivedAt) { CorrelationHeaders = channel.CorrelationHeaders };
            ProviderResponse answer = await ProviderResponse.ReadAsync(response, origin, call.MaxBody, either.Token).ConfigureAwait(false);
            return WireVerdict.Judge(channel, call, answer, RetryAfter.Read(response.Headers, receivedAt));
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ProviderException unreadable) when (unreadable.Status is >= 200 and <= 299 && !call.IsRepeatable)
        {
            return Lost("the answer is too large to be read");
        }
        catch (GameAuthException failure)
        {
            return new WireAttempt { Failure = failure };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Lost($"no answer within {call.AttemptTimeout.TotalSeconds:0.#} s");
        }
        catch (Exception e) when (response is null && TransportFailure.IsUnsent(e))
        {
            return new WireAttempt { Failure = TransportFailure.Unsent(channel.Provider, call.Step, e), WasSent = false, MayRepeat = true };
        }
        catch (Exception e) when (response is null && TransportFailure.IsUnfit(e))
        {
            return new WireAttempt { Failure = TransportFailure.Unfit(channel.Provider, call.Step, e), WasSent = false };
        }
        catch (Exception e)
        {
            return Lost(TransportFailure.Name(e));
        }
        finally
        {
            response?.Dispose();
        }
    }

    private DateTimeOffset Learn(HttpResponseMessage response, IPacePermit? permit)
    {
        DateTimeOffset now = channel.Clock.Local.GetUtcNow();
        if (ProviderResponse.DateOf(response.Headers) is { } date)
        {
            channel.Clock.Observe(date, now);
        }
        else if (response.Headers is { RetryAfter.Date: not null, Date: null })
        {
            // The server names a time by its own clock and does not say what that shows (RFC 9110 section 6.6.1 lets a recipient put the date).
            response.Headers.Date = channel.Clock.GetUtcNow();
        }

        permit?.Learn(response);
        return now;
    }

    private WireAttempt Lost(string why) =>
        new() { Failure = TransportFailure.Lost(channel.Provider, call, why), MayRepeat = call.IsRepeatable };
}
