using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>
/// An item of a stash or a listing. What the service sent stays open in <see cref="Json"/>, since its fields change from item to item; a member that is missing or of another type is null. Immutable.
/// </summary>
public sealed class Pd2Item
{
    internal Pd2Item(JsonElement json) => Json = json;

    /// <summary>All that the service sent: the item as it is put up for sale.</summary>
    public JsonElement Json { get; }

    /// <summary>The name.</summary>
    public string? Name => Pd2Fields.TextOf(Json, "name");

    /// <summary>The quality, such as <c>Unique</c>.</summary>
    public string? Quality => Pd2Fields.MemberOf(Json, "quality") is { } quality ? Pd2Fields.TextOf(quality, "name") : null;

    /// <summary>What the service knows the item by; it goes with the item from hand to hand.</summary>
    public string? Hash => Pd2Fields.TextOf(Json, "hash");

    /// <summary>Whether it is ethereal.</summary>
    public bool? IsEthereal => Pd2Fields.FlagOf(Json, "is_ethereal");

    /// <summary>Whether it is identified.</summary>
    public bool? IsIdentified => Pd2Fields.FlagOf(Json, "is_identified");

    /// <summary>Whether it is corrupted.</summary>
    public bool? IsCorrupted => Pd2Fields.FlagOf(Json, "corrupted");

    /// <summary>What the item does, as far as it can be read.</summary>
    public IReadOnlyList<Pd2Modifier> Modifiers => Pd2Fields.ListOf(Json, "modifiers", static modifier => Pd2Fields.TextOf(modifier, "name") is { } name
        ? new Pd2Modifier(name, Pd2Fields.TextOf(modifier, "label"), ValuesOf(modifier), Pd2Fields.NumberOf(modifier, "min"), Pd2Fields.NumberOf(modifier, "max"))
        : null);

    /// <summary>The name and the quality.</summary>
    /// <returns>For example <c>Emu Ring (Unique)</c>.</returns>
    public override string ToString() => $"{Name} ({Quality})";

    internal static Pd2Item? Find(JsonElement owner, string name) => Pd2Fields.MemberOf(owner, name) is { ValueKind: JsonValueKind.Object } item ? new Pd2Item(item) : null;

    private static IReadOnlyList<double> ValuesOf(JsonElement modifier) => [.. Pd2Fields.ItemsOf(modifier, "values").Select(Pd2Fields.NumberOf).OfType<double>()];
}

/// <summary>Something that an item does. Immutable.</summary>
/// <param name="Name">The service's name of it, by which listings are filtered.</param>
/// <param name="Label">What is shown; null where the service has none.</param>
/// <param name="Values">Its numbers, without those that are none.</param>
/// <param name="Min">The least that it may be; null where the service does not say.</param>
/// <param name="Max">The most that it may be; null where the service does not say.</param>
public sealed record Pd2Modifier(string Name, string? Label, IReadOnlyList<double> Values, double? Min, double? Max);
