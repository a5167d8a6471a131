using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>The way of the calls that open, change and end something: each goes out once, and what is on the wire is finished whoever gives up.</summary>
internal sealed class PsnWrites(Exchange exchange, PsnOptions options, ProviderContext context)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json", "utf-8");

    /// <summary>The language of the filter of names.</summary>
    public string Locale => options.Locale;

    /// <summary>The id of an operation of several calls: their span.</summary>
    public ulong NewOperation() => context.Ids.NextSpan();

    /// <summary>Sends a call.</summary>
    /// <returns>Its answer: a success.</returns>
    /// <exception cref="OutcomeUnknownException">It was sent and its answer was lost, or is a failure of the service (5xx) that may have come after it took effect.</exception>
    /// <exception cref="GameAuthException">The service refuses it.</exception>
    public async Task<ProviderResponse> SendAsync(PsnAccount account, PsnWrite write, CancellationToken cancellationToken)
    {
        Uri target = new(options.EndpointOf(PsnEndpoint.Api), write.Target);
        ProviderCall call = new(write.Step, () => Build(target, write))
        {
            Account = account,
            Operation = write.Operation,
            IsRepeatable = write.IsRead,
            MaxRetries = write.IsList ? 0 : null,
            FinishesOnceSent = !write.IsRead,
        };
        ProviderResponse answer = await exchange.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess ? answer
            : answer.Status >= 500 && !write.IsRead ? throw new OutcomeUnknownException($"psn: step '{write.Step}' failed at the service (status {answer.Status}); it may have taken effect.")
            { Provider = PsnDefaults.Provider, Step = write.Step, CorrelationId = answer.CorrelationId }
            : throw PsnErrors.OfApi(answer);
    }

    /// <summary>What an answer should have named and does not: it is as good as lost.</summary>
    public static OutcomeUnknownException NotNamed(ProviderResponse answer, string what) =>
        new($"psn: the answer to step '{answer.Step}' (status {answer.Status}) does not name the {what}, though there may be one.")
        { Provider = PsnDefaults.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId };

    /// <summary>The bytes of a body.</summary>
    public static byte[] Bytes<T>(T body, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(body, type);

    private static HttpRequestMessage Build(Uri target, PsnWrite write)
    {
        HttpRequestMessage request = new(write.Method, target);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        foreach ((string name, string value) in write.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (write.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        }

        if (write.IsList)
        {
            request.Options.Set(PsnLimits.NowOrNever, true);
        }

        return request;
    }
}

/// <summary>One call of a party or of its voice.</summary>
/// <param name="Step">The name of the step, for errors.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Operation">The operation that it is part of.</param>
internal sealed record PsnWrite(string Step, HttpMethod Method, string Target, ulong Operation)
{
    public byte[]? Body { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether it changes nothing, whatever its method.</summary>
    public bool IsRead { get; init; }

    /// <summary>Whether it is the list of parties, whose wait is its caller's.</summary>
    public bool IsList { get; init; }
}
