import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// Only what our charts need of the library.
register([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export { init };
