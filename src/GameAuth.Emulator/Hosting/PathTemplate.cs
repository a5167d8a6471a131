namespace GameAuth.Emulator.Hosting;

/// <summary>
/// A path with places: <c>/users/{user}/titles/titleId({title})</c>. A place is one segment, or a part of one between texts, and
/// never empty.
/// </summary>
internal sealed class PathTemplate(string template)
{
    private readonly Part[] _parts = [.. template.Split('/').Select(Part.Of)];

    public bool Fits(string path) => Read(path) is not null;

    /// <returns>What stands in the places, in their order; null when the path is another one.</returns>
    public string[]? Read(string path)
    {
        string[] segments = path.Split('/');
        if (segments.Length != _parts.Length) return null;
        List<string> values = [];
        for (int index = 0; index < segments.Length; index++)
        {
            if (!_parts[index].Reads(segments[index], values)) return null;
        }

        return [.. values];
    }

    private sealed record Part(string Before, bool HasPlace, string After)
    {
        public static Part Of(string segment)
        {
            int open = segment.IndexOf('{', StringComparison.Ordinal);
            return open < 0
                ? new Part(segment, false, "")
                : new Part(segment[..open], true, segment[(segment.IndexOf('}', StringComparison.Ordinal) + 1)..]);
        }

        public bool Reads(string segment, List<string> values)
        {
            if (!HasPlace) return segment == Before;
            if (segment.Length <= Before.Length + After.Length) return false;
            if (!segment.StartsWith(Before, StringComparison.Ordinal) || !segment.EndsWith(After, StringComparison.Ordinal)) return false;
            values.Add(segment[Before.Length..^After.Length]);
            return true;
        }
    }
}
