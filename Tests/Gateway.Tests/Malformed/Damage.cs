using System.Text;

namespace Countersign.Gateway.Tests.Malformed;

/// <summary>
/// Damages valid requests at random: bytes of the body, characters of a header's value or of the path. The framing stays whole.
/// </summary>
internal sealed class Damage(Random random)
{
    private static readonly string[] Pieces =
        ["\0", "\u202e", "{}", "[", "]", "\"", "\\", "\\ud800", "\\u0000", "null", "-1", "1e999", "true", ",", ":", " ", "../",
         "%00", "%2e", "%", "@", "\ud83d\ude00", "9999999999999999999"];

    private static readonly string[] Strange =
        ["Idempotency-Key", "If-Match", "Origin", "Sec-Fetch-Site", "Content-Encoding", "Accept",
        "X-Forwarded-For", "Authorization", "Cookie", "Countersign-Proof", "Expect"];

    public int Next(int below) => random.Next(below);

    public byte[] Of(Sample sample)
    {
        var body = sample.Body;
        List<(string Name, string Value)> headers = [.. sample.Headers(body ?? [])];
        var path = sample.Path;
        var type = sample.BodyType;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(5))
            {
                case 0 or 1 when body is not null:
                    body = Bytes(body);
                    if (random.Next(2) == 0) headers = [.. sample.Headers(body)];
                    break;
                case 2 when headers.Count > 0:
                    var which = random.Next(headers.Count);
                    headers[which] = (headers[which].Name, Line(Text(headers[which].Value)));
                    break;
                case 3:
                    var name = Strange[random.Next(Strange.Length)];
                    if (name != "Expect") headers.Add((name, Line(Text("0123456789abcdef012345"))));
                    break;
                case 4 when random.Next(4) == 0:
                    type = Line(Text(type));
                    break;
                default:
                    path = "/" + Target(Text(path[1..]));
                    break;
            }
        }

        if (body is not null) headers.Add(("Content-Type", type));
        return Wire.Request(sample.Method, path, headers, body);
    }

    private byte[] Bytes(byte[] whole)
    {
        var at = random.Next(whole.Length + 1);
        var length = random.Next(Math.Min(20, whole.Length - at + 1));
        byte[] middle = random.Next(5) switch
        {
            0 => [],
            1 => [(byte)random.Next(256)],
            2 => [.. whole[at..(at + length)], .. whole[at..(at + length)]],
            3 => Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]),
            _ => [.. whole[at..(at + length)].Select(b => (byte)(b ^ (1 << random.Next(8))))],
        };
        return [.. whole[..at], .. middle, .. whole[(at + length)..]];
    }

    private string Text(string whole)
    {
        var at = random.Next(whole.Length + 1);
        var length = random.Next(Math.Min(8, whole.Length - at + 1));
        var middle = random.Next(4) switch
        {
            0 => "",
            1 => ((char)random.Next(32, 127)).ToString(),
            2 => whole[at..(at + length)] + whole[at..(at + length)],
            _ => Pieces[random.Next(Pieces.Length)],
        };
        return whole[..at] + middle + whole[(at + length)..];
    }

    /// <summary>On one line: a second line would be another header.</summary>
    private static string Line(string text) => text.Replace('\r', '_').Replace('\n', '_');

    private static string Target(string text) => Line(text).Replace(' ', '+');
}
