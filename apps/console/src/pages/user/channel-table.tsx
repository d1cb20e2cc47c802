import type { Channels } from '../../api/types.js';
import { type Channel, channels, channelWords } from './notification-words.js';

interface ChannelTableProps<Event extends string> {
  caption: string;
  words: Record<Event, string>;
  chosen: Record<Event, Channels>;
  disabled: boolean;
  onChange: (event: Event, channel: Channel, on: boolean) => void;
}

/** Events down, channels across, a box in each cell. */
export function ChannelTable<Event extends string>(props: ChannelTableProps<Event>) {
  const { caption, words, chosen, disabled, onChange } = props;
  const events = Object.keys(words) as Event[];
  return (
    <table className="channels">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          {channels.map((channel) => (
            <th key={channel} scope="col">
              {channelWords[channel]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {events.map((event) => (
          <tr key={event}>
            <th scope="row">{words[event]}</th>
            {channels.map((channel) => (
              <td key={channel}>
                <label className="channel">
                  <input
                    type="checkbox"
                    checked={chosen[event][channel]}
                    disabled={disabled}
                    onChange={({ target }) => onChange(event, channel, target.checked)}
                  />
                  <span className="unseen">
                    {channelWords[channel]}: {words[event]}
                  </span>
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
