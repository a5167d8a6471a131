namespace GameAuth.Providers;

/// <summary>Teaches the pacer what the body of a 429 says of limits.</summary>
internal static class LimitInBody
{
    /// <summary>No body that names a limit is longer; what is, is not looked at.</summary>
    public const int MaxBytes = 16 * 1024;

    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(10);

    public static void Teach(IRequestPacer pacer, PaceRequest pace, ProviderResponse answer, Func<ProviderResponse, PaceWindow?>? read)
    {
        if (answer.Status == 429 && answer.Body.Length is > 0 and <= MaxBytes && read?.Invoke(answer) is { IsValid: true } window)
        {
            pacer.Learn(pace.Scopes[0], window);
        }
    }

    /// <summary>The same for a response that is the caller's: its body is read up to the cap, and put back so that the caller still has it all.</summary>
    public static async Task TeachAsync(
        IRequestPacer pacer, PaceRequest pace, HttpResponseMessage response, ResponseOrigin origin, Func<ProviderResponse, PaceWindow?> read, TimeProvider time, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return;
        }

        using CancellationTokenSource limit = new(ReadingLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        PeekedContent peeked = await PeekedContent.PeekAsync(response.Content, MaxBytes, either.Token).ConfigureAwait(false);
        response.Content = peeked;
        cancellationToken.ThrowIfCancellationRequested();
        if (peeked.Whole is { } body)
        {
            Teach(pacer, pace, ProviderResponse.Of(response, body, origin), read);
        }
    }
}
