using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>A Feathers application over REST: the same calls and the same errors. The token is the exchange's to put on.</summary>
/// <param name="exchange">The way to the service, with the authenticator of the account, whose limits apply.</param>
/// <param name="account">Whose token; null for services that want none.</param>
/// <param name="address">The base address; a service's path follows it.</param>
/// <param name="repeatsReads">Whether a find or a get is tried again after a failure that may pass.</param>
internal sealed class FeathersRest(Exchange exchange, Account? account, Uri address, bool repeatsReads) : IFeathers
{
    public async Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken)
    {
        Uri target = Address(call);
        byte[]? content = call.Method is FeathersMethod.Create or FeathersMethod.Update or FeathersMethod.Patch
            ? Write(call.Data ?? throw new InvalidOperationException($"The call '{call.Step}' has no content."))
            : null;
        ProviderResponse answer = await exchange.SendAsync(
            new ProviderCall(call.Step, () => Build(call, target, content))
            {
                Account = account,
                IsRepeatable = !call.Writes && (call.Repeats ?? repeatsReads),
                AttemptTimeout = call.Limit,
            },
            cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw Refusal(call, answer);
        }

        if (answer.Body.IsEmpty)
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize(answer.Body.Span, result);
        }
        catch (Exception unread) when (unread is not OutOfMemoryException)
        {
            // A converter may throw anything, and its message may quote the value.
        }

        throw call.Writes
            ? new OutcomeUnknownException(
                $"{exchange.Provider}: step '{call.Step}' was answered, and the answer can not be read; it may have taken effect. Look before you repeat it.") { Provider = exchange.Provider, Step = call.Step }
            : answer.Failure("can not be read: it is no JSON, nested deeper than 64 levels, or of another shape", isTransient: false);
    }

    private static HttpRequestMessage Build(FeathersCall call, Uri target, byte[]? content)
    {
        HttpRequestMessage request = new(
            call.Method switch
            {
                FeathersMethod.Find or FeathersMethod.Get => HttpMethod.Get,
                FeathersMethod.Create => HttpMethod.Post,
                FeathersMethod.Update => HttpMethod.Put,
                FeathersMethod.Patch => HttpMethod.Patch,
                _ => HttpMethod.Delete,
            },
            target);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (content is not null)
        {
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private static byte[] Write(FeathersValue value)
    {
        ArrayBufferWriter<byte> room = new();
        using Utf8JsonWriter writer = new(room);
        value.WriteTo(writer);
        writer.Flush();
        return room.WrittenSpan.ToArray();
    }

    private GameAuthException Refusal(FeathersCall call, ProviderResponse answer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer.Body);
            FeathersError error = FeathersError.Read(document.RootElement);
            return (error with { Status = answer.Status }).ToException(call, exchange.Provider, exchange.Clock.Local);
        }
        catch (JsonException)
        {
            return answer.Failure("is no error of Feathers");
        }
    }

    private Uri Address(FeathersCall call)
    {
        string id = call.Id is null ? "" : $"/{Uri.EscapeDataString(call.Id)}";
        if (call.Id is "" or "." or "..")
        {
            throw new ArgumentException($"The id of the call '{call.Step}' is empty or a step in a path; name what it is about.", nameof(call));
        }

        string query = call.Query is null ? "" : FeathersQuery.Write(Write(call.Query));
        return new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{call.Service}{id}{(query.Length > 0 ? "?" : "")}{query}");
    }
}
