using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Storage;

/// <summary>A <see cref="OnceFile"/> of JSON with a format number. Neither a damaged nor a newer one is ever replaced.</summary>
internal sealed class KeyDocument<T>(OnceFile file, JsonTypeInfo<T> json, Func<string, Exception?, CredentialStoreException> failure)
    where T : class
{
    /// <summary>The one format so far; the member <c>format</c> of every document.</summary>
    public const int CurrentFormat = 1;

    public OnceFile File => file;

    /// <summary>Reads the document; null where there is none.</summary>
    public T? Read()
    {
        if (file.Read() is not { } content)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            return Format(document.RootElement) switch
            {
                > CurrentFormat => throw Newer(),
                CurrentFormat => document.RootElement.Deserialize(json) ?? throw Damaged(),
                _ => throw Damaged(),
            };
        }
        catch (JsonException)
        {
            throw Damaged();
        }
    }

    /// <summary>Makes the document; under the file's lock.</summary>
    public void Create(T value) => file.Create(JsonSerializer.SerializeToUtf8Bytes(value, json));

    public CredentialStoreException Newer() => StoreFailure.Newer($"the file {file.Path}");

    public CredentialStoreException Damaged() =>
        failure($"the file {file.Path} is damaged. Restore it from a backup; it is not replaced, since the rows under its key would be lost. To start over, remove the store's directory.", null);

    private static int Format(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out JsonElement format) && format.ValueKind == JsonValueKind.Number
            && format.TryGetInt32(out int number) ? number : 0;
}
